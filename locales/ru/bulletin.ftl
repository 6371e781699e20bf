# What is handed to editors and announcers: written to be read aloud, without signs and abbreviations.

bulletin-subject = О занятиях: { $days }, { $shift }
bulletin-from = В эфир с { $hours ->
    [one] { $hours } часа
   *[other] { $hours } часов
}{ $minutes ->
    [0] {""}
    [one] {" "}{ $minutes } минуты
   *[other] {" "}{ $minutes } минут
}, не раньше.
bulletin-at-once = В эфир сразу.
bulletin-corrected = Уточнённое сообщение: просим читать его вместо прежнего.
bulletin-source = Сообщает { $body }.
bulletin-when = С { $first } по { $last }. { $shift }.
bulletin-weather = В связи с неблагоприятными погодными условиями занятия проходят не как обычно.
bulletin-place = { $place }.
bulletin-distance = Учатся дома, дистанционно: { $learners }. { $organisations }
bulletin-cancelled = Занятия отменяются. Кого это касается: { $learners }. { $organisations }
bulletin-shortened = Занятия проходят по сокращённому расписанию. Кого это касается: { $learners }. { $organisations }
bulletin-early_release = Занятия заканчиваются раньше, детей просят забрать. Кого это касается: { $learners }. { $organisations }
bulletin-organisations = { $count ->
    [one] Организация: { $names }.
   *[other] Организации: { $names }.
}
bulletin-all = { $count ->
    [one] Все организации, которыми ведает { $names }.
   *[other] Все организации, которыми ведают { $names }.
}
bulletin-preschool = предшкольный класс
bulletin-grade = { $grade }-й класс
bulletin-grades = классы с { $first }-го по { $last }-й
bulletin-course = { $course }-й курс
bulletin-courses = курсы с { $first }-го по { $last }-й
bulletin-come = Если ребёнок всё же придёт, его примут: все уроки, кружки и горячее питание – в полном объёме. Домой детей отпускают только со взрослыми.
bulletin-come-emergency = Если ребёнок уже пришёл, дежурный педагог встретит его и передаст взрослым.
bulletin-withdrawn = Решение отменено, занятия идут по обычному расписанию. { $organisations }
bulletin-as-of = Сведения на { $hours ->
    [one] { $hours } час
    [few] { $hours } часа
   *[many] { $hours } часов
}{ $minutes ->
    [0] {""}
    [one] {" "}{ $minutes } минуту
    [few] {" "}{ $minutes } минуты
   *[many] {" "}{ $minutes } минут
}.
bulletin-others = По остальным организациям решений из-за погоды нет.
bulletin-nothing = Решений об изменении занятий нет: занятия идут по обычному расписанию.
bulletin-editor = Для редакции, не для эфира. Коды проверки: { $codes }.
bulletin-editor-page = Действующий текст: { $url }
