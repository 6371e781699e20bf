# What families read, and the words every text about an order is made of (`order-…`, `cause-…`).

# --- When --------------------------------------------------------------------------------------------
order-day = { $day }, { $weekday }
order-days = { $first } – { $last }
order-shift = { $shift ->
    [1] Первая смена
    [2] Вторая смена
    [3] Третья смена
   *[all] Все смены
}
order-when = { $days }. { $shift }.
order-valid-day = Действует только { $day }.
order-valid-days = Действует с { $first } по { $last } включительно.

# --- Who ---------------------------------------------------------------------------------------------
order-grades = { $count ->
    [one] { $grades } класс
   *[other] { $grades } классы
}
order-courses = { $count ->
    [one] { $courses } курс
   *[other] { $courses } курсы
}
order-pupils = { $count ->
    [one] учащиеся { $grades } класса
   *[other] учащиеся { $grades } классов
}
order-students = { $count ->
    [one] студенты { $courses } курса
   *[other] студенты { $courses } курсов
}
order-both = { $first } и { $second }
order-preschool = 0 – предшкольный класс.
order-class = { $title } класс
order-group = группа { $title }

# --- What --------------------------------------------------------------------------------------------
order-action-distance = { $who } учатся дома, дистанционно.
order-action-cancelled = { $who }: занятия отменяются.
order-action-shortened = { $who }: занятия пройдут по сокращённому расписанию.
order-action-early_release = { $who }: занятия закончатся раньше, просим забрать детей.
order-action-usual = { $who }: занятия проходят по обычному расписанию.

# --- Why ---------------------------------------------------------------------------------------------
order-why-weather = Причина: неблагоприятные погодные условия.
order-why-weather-figures = Причина: неблагоприятные погодные условия ({ $figures }).
order-why-cause = Причина: { $cause }.
order-why-cause-note = Причина: { $cause }. { $note }

cause-heating_failure = авария в системе отопления
cause-power_failure = отключение электроэнергии
cause-water_failure = прекращение водоснабжения
cause-gas_failure = прекращение подачи газа
cause-flood = паводок
cause-quarantine = карантин
cause-restriction = ограничительные мероприятия
cause-other = чрезвычайная ситуация

# --- Whose order, where, is it real --------------------------------------------------------------------
order-places = Где действует: { $places }
order-places-all = Где действует: во всех организациях ({ $places })
order-places-more = { $names } и ещё { $count }
order-number = Приказ № { $number }
order-code = Код проверки: { $code }
order-code-link = Код проверки: { $code }, { $url }
order-approved-at = Утверждено { $day } в { $time }.

# --- Family messages -----------------------------------------------------------------------------------
family-come-weather = { $who ->
    [student] Если студент всё же придёт, мы его примем: все занятия, кружки и горячее питание – в полном объёме. Несовершеннолетних отпускаем домой только со взрослыми.
   *[child] Если ребёнок всё же придёт, мы его примем: все уроки, кружки и горячее питание – в полном объёме. Домой отпускаем только со взрослыми.
}
family-come-emergency = { $who ->
    [student] Если студент уже пришёл, его встретит дежурный педагог; несовершеннолетнего передаст взрослым.
   *[child] Если ребёнок уже пришёл, дежурный педагог встретит его и передаст взрослым.
}
family-alone = Кто не смог подключиться, выполняет задания самостоятельно и отправляет их педагогу.
family-boarding = Для детей, живущих в интернате, занятия организуются с учётом условий проживания.
family-practice = Практические и лабораторные занятия, которые нельзя провести онлайн, переносятся на более поздний срок.
family-changes = Если что-то изменится, сообщим отдельно.
family-late = Сообщение отправлено позже установленного времени – ради безопасности детей.
family-replaces = Это сообщение заменяет предыдущее.
family-revoked = Приказ отменён.
family-narrowed = Приказ изменён и вашего класса больше не касается. Занятия проходят по обычному расписанию.
family-button-acquainted = Ознакомлен(а)

# --- The text a homeroom teacher pastes into the class chat ---------------------------------------------
paste-action-distance = { $class } учится дома, дистанционно.
paste-action-cancelled = { $class }: занятия отменяются.
paste-action-shortened = { $class }: занятия пройдут по сокращённому расписанию.
paste-action-early_release = { $class }: занятия закончатся раньше, просим забрать детей.
paste-check = Проверьте дату и код: старые сообщения и сообщения без кода недействительны.
mark-revoked = ОТМЕНЕНО. Это сообщение больше не действует, смотрите новое ниже.
mark-replaced = ЗАМЕНЕНО. Это сообщение больше не действует, смотрите новое ниже.
