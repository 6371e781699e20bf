# What the bots say in conversation. Cards and messages about orders are in `cards`, `staff` and `family`.

# --- Both bots -----------------------------------------------------------------------------------------
bot-failed = Не получилось. Попробуйте, пожалуйста, ещё раз через минуту.
bot-old-button = Эта кнопка устарела или создана не нами. Ничего не изменилось. Откройте последнее сообщение.
bot-language-ask = Тілді таңдаңыз. / Выберите язык.
bot-language-name = Русский
bot-language-set = Теперь я пишу вам по-русски.
bot-share-phone = Поделиться своим номером
bot-foreign-contact = Это номер другого человека. Поделитесь, пожалуйста, своим номером – кнопкой внизу.
bot-skip-phone = Без номера
bot-cancel = Отменить
bot-cancelled = Отменено. Ничего не изменилось.
bot-dialogue-over = Этот диалог уже закончен. Начните, пожалуйста, заново.
bot-back = ← Назад
bot-next = Дальше →
bot-skip = Пропустить
bot-today = Сегодня
bot-tomorrow = Завтра

bot-command-start = Начать
bot-command-status = Как сегодня проходят занятия
bot-command-check = Проверить код сообщения
bot-command-language = Тіл / Язык
bot-command-stop = Не получать сообщения
bot-command-help = Что я умею
bot-command-reading = Ввести погоду
bot-command-inbox = Приказы школ за сегодня
bot-command-emergency = Приказ при чрезвычайной ситуации
bot-command-cancel = Прервать диалог

# --- The families' bot ---------------------------------------------------------------------------------
bot-family-follows = Классы, о которых вы получаете сообщения:
    { $classes }
bot-family-what = Здесь вы узнаете, если школа из-за погоды или чрезвычайной ситуации учится дома: в какой день, какая смена, какие классы. О погоде сообщаем в { $first } для первой смены и в { $second } для второй и третьей, о чрезвычайной ситуации – сразу. В каждом сообщении есть код, его можно проверить: /check.
bot-family-ask-phone = Поделитесь номером телефона: мы сверим его со списком школы и узнаем, чей вы родитель. Без этого вы тоже будете получать сообщения по ссылке класса.
bot-family-skipped = Хорошо. Поделиться номером можно позже: /start.
bot-family-unknown-phone = Этого номера нет в списках школ. Попросите у классного руководителя ссылку или QR-код класса.
bot-family-unknown-class = Такой ссылки нет: возможно, она устарела. Попросите у классного руководителя новую.
bot-family-start-bare = Чтобы подписаться, поделитесь номером телефона или откройте ссылку класса, которую даёт классный руководитель.
bot-family-stopped = Больше сообщений не будет. Чтобы подписаться снова: /start.
bot-family-nobody = Вы пока не подписаны ни на один класс. Начните с /start.
bot-family-help = Я сообщаю семьям, если школа учится дома.
    /status – как сегодня проходят занятия
    /check КОД – настоящее ли сообщение
    /language – язык
    /stop – больше не присылать сообщения
bot-family-usual = { $class }, { $school }: занятия по обычному расписанию.
bot-family-may-change = { $class }, { $school }: занятия по обычному расписанию. Если погода потребует остаться дома, сообщим до { $time }.
bot-family-day-off = { $class }, { $school }: сегодня по календарю занятий нет.
bot-family-ordered =
    { $class }, { $school }.
    { $action }
    { $why }
    Код проверки: { $code }
bot-check-how = Пришлите код из сообщения, например: /check ABCD2345
bot-check-link = Подробно: { $url }

# --- The staff's bot -----------------------------------------------------------------------------------
bot-staff-stranger = Этот бот – для сотрудников школ и органов управления образованием. Откройте ссылку-приглашение или поделитесь своим номером кнопкой внизу.
bot-staff-refused = Мы вас не узнали. Обратитесь к тому, кто ведёт список сотрудников в вашей организации.
bot-staff-welcome = Здравствуйте, { $name }! Сюда будут приходить проекты приказов, приказы и напоминания.
bot-staff-help = Проекты приказов и приказы приходят сюда сами: решение принимайте кнопками под ними. /language – язык.
bot-staff-help-officer = Напишите погоду одним сообщением, например: -27 ветер 6 м/с
    /inbox – приказы школ за сегодня
    /emergency – приказ при чрезвычайной ситуации
    /language – язык

bot-approved = Утверждено. Рассылка начнётся сама.
bot-repeated = Это уже сделано. Ничего не изменилось.
bot-done-edit = Классы изменены. Теперь проект можно утвердить.
bot-done-return = Проект возвращён. Чтобы продолжить, выберите классы.
bot-done-reject = Решено: занятия по обычному расписанию.
bot-done-approve_late = Утверждено с опозданием. Рассылка начнётся сразу.

bot-grades-choose = Кто учится дома? В этой смене учатся: { $taught }.
    Нажмите кнопку или напишите классы и причину одним сообщением, например: 1-6, 9 сильный ветер
bot-grades-other = Другие классы
bot-grades-all = Все
bot-grades-first = С какого класса или курса?
bot-grades-last = С { $first }-го и по какой?
bot-grades-why = Дома: { $chosen }. Это отличается от предложенного, поэтому нужна причина.
bot-grades-misread = Не удалось разобрать. Напишите классы и причину одним сообщением, например: 1-6, 9 сильный ветер. В этой смене учатся: { $taught }.

bot-why-return = Почему вы возвращаете проект?
bot-why-reject = Почему занятия остаются в школе?
bot-why-approve_late = Почему приказ утверждается с опозданием?
bot-reason-type = Напишите причину одним сообщением.
bot-reason-own = Своими словами
bot-reason-wind = Ветер усиливается
bot-reason-cold = Мороз усиливается
bot-reason-road = Дороги занесены, подвоз невозможен
bot-reason-local = У школы погода иная, чем в данных
bot-reason-mild = У школы теплее, чем в данных
bot-reason-calm = Ветер стих
bot-reason-data = Нужно проверить данные о погоде
bot-reason-class = Неверно указаны классы
bot-reason-duty = Нужно изменить ответственных
bot-reason-safe = Детям опасно выходить из дома
bot-reason-worse = Погода резко ухудшилась

bot-refused-not_found = Такого приказа нет. Ничего не изменилось.
bot-refused-stale = Проект изменился, пока вы решали. Вот он в новом виде, редакция { $detail }: решите, пожалуйста, ещё раз.
bot-refused-not_authorised = У вас нет права решать по этому приказу. Ничего не изменилось.
bot-refused-window_not_open = Ещё рано: утвердить можно с { $detail }.
bot-refused-window_closed = Время вышло в { $detail }. Ничего не изменилось.
bot-refused-state = Так сделать уже нельзя. Приказ сейчас: { $detail }.
bot-refused-incomplete = Утвердить нельзя: не указано – { $detail }. Обратитесь к тому, кто ведёт данные организации.
bot-refused-no_grades = Никто не выбран. Сначала выберите классы.
bot-refused-bad_grades = Таких классов в этой смене нет: { $detail }. Выберите другие.
bot-refused-reason_needed = Нужна причина: решение отличается от предложенного.
bot-refused-same_person = Подписать должен другой человек: этот приказ подготовили вы.
bot-refused-excluded_programme = Для этих организаций дистанционное обучение не предусмотрено: { $detail }.
bot-refused-empty_scope = Не выбрано ни одной организации. Ничего не отправлено.
bot-refused-unknown_scope = Таких организаций нет: { $detail }. Ничего не отправлено.
bot-refused-bad_dates = Эти даты не подходят. Ничего не отправлено.

bot-part-regime = режим работы
bot-part-responsible = ответственные за ознакомление
bot-part-duty_teachers = дежурные педагоги
bot-part-cause = причина
bot-part-note_kk = пояснение на казахском языке
bot-part-note_ru = пояснение на русском языке

bot-state-draft = ждёт решения
bot-state-returned = возвращён на доработку
bot-state-approved = утверждён
bot-state-released = утверждён и разослан
bot-state-completed = исполнен
bot-state-rejected = решено учиться в школе
bot-state-expired = срок вышел, решения нет
bot-state-revoked = отменён
bot-state-amended = заменён другим

bot-ack-recorded = Записано. Спасибо!
bot-ack-repeated = Это уже записано. Спасибо!
bot-ack-stale = Приказ изменился. Прочитайте, пожалуйста, новую редакцию.
bot-ack-withdrawn = Этот приказ больше не действует.
bot-ack-not_concerned = Этот приказ адресован не вам. Отмечать ознакомление не нужно.
bot-ack-not_yours = Это может отметить только классный руководитель этого ученика.
bot-ack-not_found = Такого приказа нет.
bot-no-class = Этот приказ не касается ваших классов.
bot-paste-below = Текст для чата – в следующем сообщении.
bot-copy = Скопировать
bot-phones = Телефоны:
bot-phones-of = – { $name }: { $numbers }

# --- The duty officer ----------------------------------------------------------------------------------
bot-reading-not-yours = Погоду вводят дежурные органов управления образованием.
bot-reading-how = Напишите погоду одним сообщением, например: -27 ветер 6 м/с. Можно добавить порывы, видимость, метель, гололёд и время: -31 порывы 14 видимость 200 м 06:10. Нет ветра – напишите «штиль».
bot-reading-place = О каком месте речь?
bot-reading-misread = Не записано:
bot-reading-echo = { $place }, { $time }: { $said }
bot-reading-odd = ⚠ { $flag }
bot-reading-right = Верно?
bot-reading-save = Верно, записать
bot-reading-saved = Записано. { $place }: { $said }.

bot-problem-empty = сообщение пустое
bot-problem-too_long = сообщение слишком длинное, напишите только погоду
bot-problem-not_understood = не понимаю это слово
bot-problem-nothing_said = нет ни температуры, ни явления
bot-problem-not_a_reading = нужна погода сейчас, а не прогноз и не предупреждение
bot-problem-sign_missing = мороз или тепло? Поставьте минус или плюс
bot-problem-unclear_number = непонятно, что это за число
bot-problem-range = нужно одно число, а не промежуток
bot-problem-said_twice = сказано дважды и по-разному
bot-problem-number_missing = нет числа
bot-problem-contradiction = одно противоречит другому
bot-problem-wind_not_in_ms = ветер нужен в метрах в секунду
bot-problem-not_celsius = температура нужна в градусах Цельсия
bot-problem-visibility_unit_missing = метры или километры?
bot-problem-gust_below_wind = порывы не могут быть слабее ветра
bot-problem-temp_impossible = такой температуры не бывает
bot-problem-wind_impossible = такого ветра не бывает
bot-problem-visibility_impossible = такой видимости не бывает
bot-problem-time_in_future = это время ещё не наступило
bot-problem-time_too_old = это показание слишком старое

# --- The department's inbox ----------------------------------------------------------------------------
bot-inbox-not-yours = Список приказов видят сотрудники органов управления образованием.
bot-inbox-title = { $department }
    { $day }, по состоянию на { $time }
bot-inbox-empty = Сегодня занятий нет.
bot-inbox-line = – { $school }: { $what }
bot-inbox-on-time = получен в { $time }, вовремя
bot-inbox-late = получен в { $time }, с опозданием
bot-inbox-silent = { $count ->
    [one] Без приказа, занятия по расписанию: { $count } организация
    [few] Без приказа, занятия по расписанию: { $count } организации
   *[other] Без приказа, занятия по расписанию: { $count } организаций
}

# --- The department's order ----------------------------------------------------------------------------
bot-emergency-not-yours = Такие приказы готовят сотрудники органов управления образованием.
bot-emergency-scope = На кого распространяется приказ?
bot-emergency-scope-again = Нажмите, пожалуйста, одну из кнопок.
bot-scope-region-region = Вся область: { $department }
bot-scope-region-district = Выбрать районы
bot-scope-region-organisations = Перечислить организации
bot-scope-district-district = Все организации: { $department }
bot-scope-district-organisations = Перечислить организации
bot-emergency-districts = Отметьте районы и города.
bot-emergency-districts-again = Нажмите, пожалуйста, одну из кнопок.
bot-emergency-schools = Напишите коды организаций через запятую, например: kst-1, kst-12
bot-emergency-schools-again = Среди этих кодов есть чужие или незнакомые. Проверьте их, пожалуйста.
bot-emergency-cause = Что случилось?
bot-emergency-cause-again = Нажмите, пожалуйста, одну из кнопок.
bot-emergency-note-kk = Пояснение для семей на казахском языке, одной-двумя фразами. Можно пропустить.
bot-emergency-note-ru = То же пояснение на русском языке.
bot-emergency-grades-home = Кто учится дома? Выберите или напишите, например: 0-9
bot-emergency-grades-home-again = Таких классов там нет. Напишите, например: 0-9
bot-emergency-days = В какие дни? Выберите или напишите, например: 16.01-18.01
bot-emergency-days-again = Не удалось разобрать даты, или они уже прошли. Напишите, например: 16.01-18.01
bot-emergency-shift = Какая смена?
bot-emergency-shift-again = В этой смене никто из них не учится. Выберите другую.
bot-emergency-preview = { $count ->
    [one] Приказ коснётся { $count } организации. Так его прочитают семьи:
   *[other] Приказ коснётся { $count } организаций. Так его прочитают семьи:
    }

    { $texts }

    Подписать должен второй человек.
bot-emergency-send = Отправить на подпись
bot-emergency-proposed = Отправлено на подпись: { $names }. Код приказа: { $code }. Семьям сообщим сразу после подписи.
bot-emergency-nobody = подписать пока некому, обратитесь в управление образования
