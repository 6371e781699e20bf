# What is handed to editors and announcers: written to be read aloud, without signs and abbreviations.

bulletin-subject = Сабақтар туралы: { $days }, { $shift }
bulletin-from = Эфирге: { $hours ->
   *[other] { $hours } сағат
}{ $minutes ->
    [0] тан
   *[other] {" "}{ $minutes } минуттан
} бастап, одан ерте емес.
bulletin-at-once = Эфирге: бірден.
bulletin-corrected = Нақтыланған хабарлама: бұрынғысының орнына осыны оқуыңызды сұраймыз.
bulletin-source = { $body } хабарлайды.
bulletin-when = { $first } – { $last } аралығы. { $shift }.
bulletin-weather = Ауа райының қолайсыздығына байланысты сабақтар әдеттегіден өзгеше өтеді.
bulletin-place = { $place }.
bulletin-distance = Үйде, қашықтан оқитындар: { $learners }. { $organisations }
bulletin-cancelled = Сабақтар тоқтатылады. Кімге қатысты: { $learners }. { $organisations }
bulletin-shortened = Сабақтар қысқартылған кесте бойынша өтеді. Кімге қатысты: { $learners }. { $organisations }
bulletin-early_release = Сабақтар ертерек аяқталады, балаларды алып кету сұралады. Кімге қатысты: { $learners }. { $organisations }
bulletin-organisations = { $count ->
    [one] Ұйым: { $names }.
   *[other] Ұйымдар: { $names }.
}
bulletin-all = { $count ->
    [one] { $names } жетекшілік ететін барлық ұйым.
   *[other] Мына органдар жетекшілік ететін барлық ұйым: { $names }.
}
bulletin-preschool = мектепалды даярлық сыныбы
bulletin-grade = { $grade }-сынып
bulletin-grades = { $first }-сыныптан { $last }-сыныпқа дейін
bulletin-course = { $course }-курс
bulletin-courses = { $first }-курстан { $last }-курсқа дейін
bulletin-come = Бала сабаққа келсе, оны қабылдайды: барлық сабақ, үйірме және ыстық тамақ толық көлемде болады. Балалар үйге тек ересектермен бірге жіберіледі.
bulletin-come-emergency = Бала келіп қойған болса, кезекші педагог оны қарсы алып, ересектерге тапсырады.
bulletin-withdrawn = Шешімнің күші жойылды, сабақтар әдеттегі кесте бойынша өтеді. { $organisations }
bulletin-as-of = Мәлімет { $hours } сағат{ $minutes ->
    [0] тағы
   *[other] {" "}{ $minutes } минуттағы
} жағдай бойынша берілді.
bulletin-others = Қалған ұйымдар бойынша ауа райына байланысты шешім жоқ.
bulletin-nothing = Сабақтардың өзгеруі туралы шешім жоқ: сабақтар әдеттегі кесте бойынша өтеді.
bulletin-editor = Редакция үшін, эфирге емес. Тексеру кодтары: { $codes }.
bulletin-editor-page = Қолданыстағы мәтін: { $url }
