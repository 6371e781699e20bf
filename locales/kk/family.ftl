# What families read, and the words every text about an order is made of (`order-…`, `cause-…`).

# --- When --------------------------------------------------------------------------------------------
order-day = { $day }, { $weekday }
order-days = { $first } – { $last }
order-shift = { $shift ->
    [1] Бірінші ауысым
    [2] Екінші ауысым
    [3] Үшінші ауысым
   *[all] Барлық ауысым
}
order-when = { $days }. { $shift }.
order-valid-day = Тек { $day } күні қолданылады.
order-valid-days = { $first } – { $last } аралығында қолданылады, соңғы күнді қоса алғанда.

# --- Who ---------------------------------------------------------------------------------------------
order-grades = { $count ->
    [one] { $grades }-сынып
   *[other] { $grades }-сыныптар
}
order-courses = { $count ->
    [one] { $courses }-курс
   *[other] { $courses }-курстар
}
order-pupils = { $count ->
   *[other] { $grades }-сынып оқушылары
}
order-students = { $count ->
   *[other] { $courses }-курс студенттері
}
order-both = { $first } және { $second }
order-preschool = 0 – мектепалды даярлық сыныбы.
order-class = { $title } сыныбы
order-group = { $title } тобы

# --- What --------------------------------------------------------------------------------------------
order-action-distance = { $who } үйде, қашықтан оқиды.
order-action-cancelled = { $who } үшін сабақтар тоқтатылады.
order-action-shortened = { $who } үшін сабақтар қысқартылған кесте бойынша өтеді.
order-action-early_release = { $who } үшін сабақтар ертерек аяқталады, балаларды алып кетуді сұраймыз.
order-action-usual = { $who } үшін сабақтар әдеттегі кесте бойынша өтеді.

# --- Why ---------------------------------------------------------------------------------------------
order-why-weather = Себебі: ауа райының қолайсыздығы.
order-why-weather-figures = Себебі: ауа райының қолайсыздығы ({ $figures }).
order-why-cause = Себебі: { $cause }.
order-why-cause-note = Себебі: { $cause }. { $note }

cause-heating_failure = жылу жүйесіндегі апат
cause-power_failure = электр қуатының ажыратылуы
cause-water_failure = сумен жабдықтаудың тоқтауы
cause-gas_failure = газ берудің тоқтауы
cause-flood = су тасқыны
cause-quarantine = карантин
cause-restriction = шектеу іс-шаралары
cause-other = төтенше жағдай

# --- Whose order, where, is it real --------------------------------------------------------------------
order-places = Қайда қолданылады: { $places }
order-places-all = Қайда қолданылады: барлық ұйымда ({ $places })
order-places-more = { $names } және тағы { $count }
order-number = № { $number } бұйрық
order-code = Тексеру коды: { $code }
order-code-link = Тексеру коды: { $code }, { $url }
order-approved-at = { $day } күні бекітілді (сағат { $time }).

# --- Family messages -----------------------------------------------------------------------------------
family-come-weather = { $who ->
    [student] Студент сабаққа келсе, оны қабылдаймыз: барлық сабақ, үйірме және ыстық тамақ толық көлемде болады. Кәмелетке толмағандарды үйге тек ересектермен бірге жібереміз.
   *[child] Бала сабаққа келсе, оны қабылдаймыз: барлық сабақ, үйірме және ыстық тамақ толық көлемде болады. Үйге тек ересектермен бірге жібереміз.
}
family-come-emergency = { $who ->
    [student] Студент келіп қойған болса, оны кезекші педагог қарсы алады, кәмелетке толмағанды ересектерге тапсырады.
   *[child] Бала келіп қойған болса, кезекші педагог оны қарсы алып, ересектерге тапсырады.
}
family-alone = Сабаққа қосыла алмағандар тапсырманы өздігінен орындап, педагогке жібереді.
family-boarding = Интернатта тұратын балалар үшін сабақтар тұрғылықты жағдайы ескеріле отырып ұйымдастырылады.
family-practice = Онлайн өткізу мүмкін емес практикалық және зертханалық сабақтар кейінгі мерзімге ауыстырылады.
family-changes = Өзгеріс болса, қосымша хабарлаймыз.
family-late = Балалардың қауіпсіздігі үшін бұл хабарлама белгіленген уақыттан кеш жіберілді.
family-replaces = Бұл хабарлама алдыңғысының орнына жіберілді.
family-revoked = Бұйрықтың күші жойылды.
family-narrowed = Бұйрық өзгертілді, енді ол сіздің сыныбыңызға қатысты емес. Сабақтар әдеттегі кесте бойынша өтеді.
family-button-acquainted = Таныстым

# --- The text a homeroom teacher pastes into the class chat ---------------------------------------------
paste-action-distance = { $class } үйде, қашықтан оқиды.
paste-action-cancelled = { $class } үшін сабақтар тоқтатылады.
paste-action-shortened = { $class } үшін сабақтар қысқартылған кесте бойынша өтеді.
paste-action-early_release = { $class } үшін сабақтар ертерек аяқталады, балаларды алып кетуді сұраймыз.
paste-check = Күні мен кодын тексеріңіз: ескі хабарламалар мен кодсыз хабарламалар жарамсыз.
mark-revoked = КҮШІ ЖОЙЫЛДЫ. Бұл хабарлама енді жарамсыз, төмендегі жаңасын қараңыз.
mark-replaced = АУЫСТЫРЫЛДЫ. Бұл хабарлама енді жарамсыз, төмендегі жаңасын қараңыз.
