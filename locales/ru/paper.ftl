# The printable order and the department's list.

paper-title = ПРИКАЗ
paper-command = ПРИКАЗЫВАЮ:
paper-number = № { $number }
paper-number-by-hand = № ___________

# --- What the order is about ---------------------------------------------------------------------
paper-subject = { $outcome ->
    [cancelled] Об отмене занятий
    [shortened] О сокращении занятий
    [early_release] О досрочном завершении занятий
   *[distance] О переходе на дистанционное обучение
} { $ground ->
    [emergency] в связи с объявлением чрезвычайной ситуации
    [restriction] в связи с введением ограничительных мероприятий
    [quarantine] в связи с введением карантина
   *[weather] при неблагоприятных погодных метеоусловиях
}
paper-preamble-weather = В целях охраны жизни и здоровья обучающихся, на основании утверждённых показателей неблагоприятных погодных метеоусловий
paper-preamble-department = В целях охраны жизни и здоровья обучающихся
paper-legal-basis = Основание: { $citation }.

# --- Who, when ---------------------------------------------------------------------------------------
paper-dates-one = { $first }
paper-dates-several = с { $first } по { $last }
paper-shift = { $shift ->
    [1] первой смены
    [2] второй смены
    [3] третьей смены
   *[all] всех смен
}
paper-who-grades = { $grades }{ "\u00A0" }{ $count ->
    [1] класса
   *[other] классов
}
paper-who-grades-with-preschool = { $grades } (0 – предшкольный класс)
paper-who-courses = { $courses }{ "\u00A0" }{ $count ->
    [1] курса
   *[other] курсов
}
paper-who-both = { $grades } и { $courses }

# --- The numbered paragraphs --------------------------------------------------------------------------
paper-item-outcome = { $outcome ->
    [cancelled] Отменить { $dates } занятия для обучающихся { $who } { $shift }.
    [shortened] Провести { $dates } занятия для обучающихся { $who } { $shift } по сокращённому расписанию.
    [early_release] Завершить { $dates } занятия для обучающихся { $who } { $shift } досрочно. Отпускать обучающихся домой только в сопровождении родителей или иных законных представителей.
   *[distance] Перевести { $dates } на дистанционное обучение обучающихся { $who } { $shift }.
}
paper-item-nobody-yet = Классы, группы, переводимые на дистанционное обучение, не определены.
paper-classes = Классы, группы: { $classes }.
paper-item-replaces = С утверждением настоящего приказа прежний приказ (код { $code }) утрачивает силу.
paper-item-regime = Режим работы организации образования: { $regime }. Педагоги работают в соответствии с учебной нагрузкой и расписанием занятий.
paper-item-responsible = Ответственные лица из числа администрации, осуществляющие контроль за ознакомлением всех участников учебно-воспитательного процесса с настоящим приказом: { $people }.
paper-item-duty-teachers = Ответственные лица из числа педагогов, осуществляющие приём и безопасную отправку обучающихся домой: { $people }.
paper-item-came-anyway = Для обучающихся, пришедших на занятия, провести в полном объёме по расписанию все виды занятий (учебные, дополнительные, кружковые, группы продлённого дня) и обеспечить их горячим питанием. Домой отпускать в сопровождении родителей или иных законных представителей.
paper-item-boarding = Учебный процесс организовать с учётом условий для проживания обучающихся.
paper-item-tell-families = Классным руководителям известить обучающихся, их родителей и иных законных представителей { $day } в промежутке времени { $hours }.
paper-item-tell-families-late = Классным руководителям незамедлительно известить обучающихся, их родителей и иных законных представителей.
paper-item-publish = Настоящий приказ разместить на официальном сайте и на информационном стенде организации образования сразу после утверждения и довести до сведения органа управления образованием ({ $authority }).
paper-item-scope = Действие приказа распространяется на организации образования: { $organisations }.
paper-item-scope-departments = Действие приказа распространяется на все организации образования, находящиеся в ведении следующих органов управления образованием: { $departments }.
paper-item-cause = Причина: { $cause }.
paper-item-heads = Руководителям организаций образования сразу по получении приказа известить обучающихся, их родителей и иных законных представителей, обеспечить условия для дистанционного обучения и доступ к системе управления обучением.
paper-item-publish-department = Настоящий приказ разместить на официальных сайтах управления образования и организаций образования сразу после утверждения.
paper-item-control = Контроль за исполнением настоящего приказа оставляю за собой.

# --- What it rests on ---------------------------------------------------------------------------------
paper-facts = Сведения, на которых основан приказ
paper-fact-weather = Погода
paper-fact-source = Источник
paper-fact-table = Таблица показателей
paper-fact-row = Строка таблицы
paper-fact-near = Близкая строка таблицы
paper-fact-proposed = По таблице
paper-fact-reason = Обоснование решения
paper-fact-worries = Замечания к данным
paper-fact-reported = Орган управления образованием извещён
paper-table = { $table }, редакция { $edition }
paper-table-act = акт № { $number } от { $day }
paper-table-act-unknown = реквизиты утверждающего акта не опубликованы
paper-near = «{ $raw }» – { $who }
paper-proposed = учатся дома: { $who }
paper-proposed-nobody = обучение в обычном режиме
paper-reported = { $day } в { $time }
paper-reported-late = { $day } в { $time }, позже установленного срока

# --- Marks across the sheet --------------------------------------------------------------------------
paper-mark-draft = ПРОЕКТ. Не утверждён, силы не имеет
paper-mark-rejected = НЕ УТВЕРЖДЁН. Обучение в обычном режиме. Причина: { $reason }
paper-mark-expired = НЕ УТВЕРЖДЁН в установленный срок, силы не имеет
paper-mark-revoked = ОТМЕНЁН { $day } в { $time }. Причина: { $reason }
paper-mark-amended = УТРАТИЛ СИЛУ { $day } в { $time }: заменён другим приказом
paper-mark-amended-by = УТРАТИЛ СИЛУ { $day } в { $time }: заменён приказом с кодом { $code }
paper-mark-late = УТВЕРЖДЁН С ОПОЗДАНИЕМ ради безопасности обучающихся. Причина: { $reason }
paper-reason-unstated = не указана

# --- Signatures --------------------------------------------------------------------------------------
paper-role = { $role ->
    [head] Руководитель
    [deputy] Лицо, заменяющее руководителя
    [region_head] Руководитель управления образования
    [district_head] Руководитель отдела образования
   *[officer] Дежурный специалист органа управления образованием
}
paper-duty = { $role ->
    [responsible] ответственное лицо администрации
   *[duty_teacher] приём и безопасная отправка обучающихся
}
paper-duty-head = руководитель: { $organisation }
paper-duty-homeroom = классный руководитель { $classes }
paper-signed = Утверждено: { $day }, { $time }, редакция { $revision }
paper-prepared = Подготовлено: { $day }, { $time }
paper-not-signed = Не утверждено

# --- Is it real? -------------------------------------------------------------------------------------
paper-code = Код приказа: { $code }
paper-verify = Проверить подлинность: { $url }
paper-footer = Приказ { $code }, редакция { $revision }

# --- Acknowledgement list ----------------------------------------------------------------------------
paper-list-title = Лист ознакомления с приказом
paper-list-order = Приказ от { $day }, код { $code }, редакция { $revision }
paper-list-person = Ф. И. О.
paper-list-duty = Обязанность
paper-list-mark = Ознакомлен(а)

# --- The department's list of the morning -----------------------------------------------------------------
paper-inbox-title = Сводка приказов организаций образования
paper-inbox-as-of = { $day }, по состоянию на { $time }
paper-inbox-as-of-later = { $day }. Составлено { $today } в { $time }
paper-inbox-school = Организация образования
paper-inbox-reading = Показания погоды
paper-inbox-received = Приказ поступил
paper-inbox-standing = Состояние
paper-inbox-code = Код
paper-inbox-group = { $shift }. { $learners } – { $count } { $count ->
    [one] организация
    [few] организации
   *[other] организаций
}
paper-inbox-learners = { $outcome ->
    [cancelled] { $who }: занятия отменены
    [shortened] { $who }: сокращённое расписание
    [early_release] { $who }: досрочное завершение занятий
   *[distance] { $who } учатся дома
}
paper-inbox-proposed = в проекте: { $who }
paper-inbox-empty = В этот день ни в одной организации нет занятий.
paper-inbox-total = Всего (организация × смена)
paper-inbox-at-home = Учатся дома
paper-standing = { $standing ->
    [on_time] вовремя
    [late] с опозданием
    [department] приказ управления образования
    [waiting] решение не принято
    [expired] срок истёк, решения нет
    [open] решено учиться в школе
    [revoked] приказ отменён
   *[usual] приказа нет, обычный режим
}
paper-inbox-footer = Сводка. { $department }, { $day }
