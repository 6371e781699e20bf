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
feed-nothing = По этому адресу нет сообщений: занятия проходят как обычно.
feed-unknown = Такой организации нет: проверьте код в адресе.
