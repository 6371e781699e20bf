# Feeds for other programs: calendar, Atom, CAP, and the banner on a school's site.

feed-title = Занятия: { $name }
feed-event-distance = Дистанционное обучение
feed-event-cancelled = Отмена занятий
feed-event-shortened = Сокращённое расписание
feed-event-early_release = Занятия заканчиваются раньше
feed-clear = Приказ отменён: занятия по обычному расписанию
feed-replaced = Приказ заменён другим
feed-usual = Сегодня занятия проходят как обычно
feed-changed = Сегодня занятия проходят не как обычно
feed-day-off = Сегодня занятий нет
feed-nothing = По этому адресу сейчас нет сообщения. Что происходит сегодня, говорит адрес на .json.
feed-unknown = Такой организации нет: проверьте код в адресе.

# --- /replay/<code>, for whoever operates a school's site ------------------------------------------------
replay-title = Отправленные события
replay-how = Страница показывает последние события, подписанные для сайта организации. Программа может запросить их сама, подписав запрос секретом сайта.
replay-secret = Секрет сайта (whsec_…)
replay-show = Показать
replay-refused = Секрет не подходит. Скопируйте его целиком или попросите новый у того, кто обслуживает систему.
replay-nothing = За последние 30 дней событий не было.
