# The printable order and the department's list.

paper-title = БҰЙРЫҚ
paper-command = БҰЙЫРАМЫН:
paper-number = № { $number }
paper-number-by-hand = № ___________

# --- What the order is about ---------------------------------------------------------------------
paper-subject-weather = { $outcome ->
    [cancelled] Қолайсыз ауа райы метеожағдайларында сабақтарды тоқтату туралы
    [shortened] Қолайсыз ауа райы метеожағдайларында сабақтарды қысқарту туралы
    [early_release] Қолайсыз ауа райы метеожағдайларында сабақтарды мерзімінен бұрын аяқтау туралы
   *[distance] Қолайсыз ауа райы метеожағдайларында қашықтан оқытуға көшу туралы
}
paper-subject-emergency = { $outcome ->
    [cancelled] Төтенше жағдайдың жариялануына байланысты сабақтарды тоқтату туралы
    [shortened] Төтенше жағдайдың жариялануына байланысты сабақтарды қысқарту туралы
    [early_release] Төтенше жағдайдың жариялануына байланысты сабақтарды мерзімінен бұрын аяқтау туралы
   *[distance] Төтенше жағдайдың жариялануына байланысты қашықтан оқытуға көшу туралы
}
paper-subject-restriction = { $outcome ->
    [cancelled] Шектеу іс-шараларының енгізілуіне байланысты сабақтарды тоқтату туралы
    [shortened] Шектеу іс-шараларының енгізілуіне байланысты сабақтарды қысқарту туралы
    [early_release] Шектеу іс-шараларының енгізілуіне байланысты сабақтарды мерзімінен бұрын аяқтау туралы
   *[distance] Шектеу іс-шараларының енгізілуіне байланысты қашықтан оқытуға көшу туралы
}
paper-subject-quarantine = { $outcome ->
    [cancelled] Карантиннің енгізілуіне байланысты сабақтарды тоқтату туралы
    [shortened] Карантиннің енгізілуіне байланысты сабақтарды қысқарту туралы
    [early_release] Карантиннің енгізілуіне байланысты сабақтарды мерзімінен бұрын аяқтау туралы
   *[distance] Карантиннің енгізілуіне байланысты қашықтан оқытуға көшу туралы
}
paper-preamble-weather = Білім алушылардың өмірі мен денсаулығын қорғау мақсатында, қолайсыз ауа райы метеожағдайларының бекітілген көрсеткіштері негізінде ({ $basis })
paper-preamble-department = Білім алушылардың өмірі мен денсаулығын қорғау мақсатында ({ $basis })

# --- Who, when ---------------------------------------------------------------------------------------
paper-dates-one = { $first } күні
paper-dates-several = { $first } – { $last } аралығында
paper-shift = { $shift ->
    [1] бірінші ауысымдағы
    [2] екінші ауысымдағы
    [3] үшінші ауысымдағы
   *[all] барлық ауысымдағы
}
paper-who-grades = { $grades-count ->
    [1] { $grades }-сыныптың
   *[other] { $grades }-сыныптардың
}
paper-who-courses = { $courses-count ->
    [1] { $courses }-курстың
   *[other] { $courses }-курстардың
}
paper-who-both = { $grades } және { $courses }
paper-preschool = 0 – мектепалды даярлық сыныбы

# --- The numbered paragraphs --------------------------------------------------------------------------
paper-item-distance = { $dates } { $shift } { $who } білім алушылары қашықтан оқытуға көшірілсін.
paper-item-cancelled = { $dates } { $shift } { $who } білім алушылары үшін сабақтар тоқтатылсын.
paper-item-shortened = { $dates } { $shift } { $who } білім алушылары үшін сабақтар қысқартылған кесте бойынша өткізілсін.
paper-item-early_release = { $dates } { $shift } { $who } білім алушылары үшін сабақтар мерзімінен бұрын аяқталсын. Білім алушылар үйлеріне ата-аналарының немесе өзге де заңды өкілдерінің сүйемелдеуімен ғана жіберілсін.
paper-classes = Сыныптар, топтар: { $classes }.
paper-item-replaces = Осы бұйрық бекітілген сәттен бастап бұрынғы бұйрықтың (коды { $code }) күші жойылады.
paper-item-regime = Білім беру ұйымының жұмыс істеу режимі: { $regime }. Педагогтер белгіленген оқу жүктемесіне және сабақ кестесіне сәйкес жұмыс істейді.
paper-item-responsible = Оқу-тәрбие процесіне қатысушылардың барлығының осы бұйрықпен танысуына бақылауды жүзеге асыратын әкімшілік тарапынан жауапты тұлғалар: { $people }.
paper-item-duty-teachers = Білім алушыларды қабылдауды және үйлеріне қауіпсіз жіберуді жүзеге асыратын педагогтер тарапынан жауапты тұлғалар: { $people }.
paper-item-came-anyway = Сабаққа келген білім алушылар үшін сабақтың барлық түрлері (оқу, қосымша, үйірме, ұзартылған күн топтары) сабақ кестесіне сәйкес толық көлемде өткізілсін және олар ыстық тамақпен қамтамасыз етілсін. Білім алушылар үйлеріне ата-аналарының немесе өзге де заңды өкілдерінің сүйемелдеуімен жіберілсін.
paper-item-boarding = Оқу процесі білім алушылардың тұрғылықты жағдайы ескеріле отырып ұйымдастырылсын.
paper-item-tell-families = Сынып жетекшілері білім алушыларды, олардың ата-аналарын және өзге де заңды өкілдерін { $day } күні сағат { $hours } аралығында хабардар етсін.
paper-item-tell-families-late = Сынып жетекшілері білім алушыларды, олардың ата-аналарын және өзге де заңды өкілдерін дереу хабардар етсін.
paper-item-publish = Осы бұйрық бекітілгеннен кейін дереу білім беру ұйымының ресми сайтында және ақпараттық стендінде орналастырылсын әрі білім беруді басқару органының ({ $authority }) назарына жеткізілсін.
paper-item-scope = Бұйрық мына білім беру ұйымдарына қолданылады: { $scope }.
paper-scope-departments = мына органдарға қарасты барлық ұйымдар: { $departments }
paper-item-cause = Себебі: { $cause }.
paper-item-heads = Білім беру ұйымдарының басшылары бұйрықты алған бойда білім алушыларды, олардың ата-аналарын және өзге де заңды өкілдерін хабардар етсін, қашықтан оқытуды ұйымдастыру үшін жағдай жасасын және оқытуды басқару жүйесіне қолжетімділікті қамтамасыз етсін.
paper-item-publish-department = Осы бұйрық бекітілгеннен кейін дереу білім басқармасының және білім беру ұйымдарының ресми сайттарында орналастырылсын.
paper-item-control = Осы бұйрықтың орындалуын бақылауды өзіме қалдырамын.

# --- What it rests on ---------------------------------------------------------------------------------
paper-facts = Бұйрыққа негіз болған мәліметтер
paper-fact-weather = Ауа райы
paper-fact-source = Дереккөз
paper-fact-table = Көрсеткіштер кестесі
paper-fact-row = Кесте жолы
paper-fact-near = Бір шарт жетпеді
paper-fact-proposed = Кесте бойынша
paper-fact-reason = Шешімнің негіздемесі
paper-fact-worries = Деректерге ескерту
paper-fact-reported = Білім беруді басқару органына хабарланды
paper-weather-at = { $weather } ({ $day }, { $time })
paper-weather-none = сенімді көрсеткіш жоқ
paper-table = { $table }, { $edition } редакциясы
paper-table-act = { $table }, { $edition } редакциясы; { $day } № { $number } акт
paper-near = { $raw } → { $grades }-сынып
paper-proposed = үйде оқиды: { $grades }-сынып
paper-proposed-nobody = сабақ әдеттегі режимде
paper-reported = { $day }, сағат { $time }
paper-reported-late = { $day }, сағат { $time }, белгіленген мерзімнен кеш

# --- Marks across the sheet --------------------------------------------------------------------------
paper-mark-draft = ЖОБА. Бекітілмеген, күші жоқ
paper-mark-rejected = БЕКІТІЛМЕДІ. Сабақ әдеттегі режимде. Себебі: { $reason }
paper-mark-expired = Белгіленген мерзімде БЕКІТІЛМЕДІ, күші жоқ
paper-mark-revoked = КҮШІ ЖОЙЫЛДЫ: { $day }, сағат { $time }. Себебі: { $reason }
paper-mark-amended = КҮШІ ЖОЙЫЛДЫ: { $day }, сағат { $time }; басқа бұйрықпен ауыстырылды
paper-mark-amended-by = КҮШІ ЖОЙЫЛДЫ: { $day }, сағат { $time }; коды { $code } бұйрықпен ауыстырылды
paper-mark-late = Білім алушылардың қауіпсіздігі үшін КЕШІГІП БЕКІТІЛДІ. Себебі: { $reason }
paper-reason-unstated = көрсетілмеген

# --- Signatures --------------------------------------------------------------------------------------
paper-role-head = Басшы
paper-role-deputy = Басшыны алмастыратын тұлға
paper-role-department_head = { $level ->
    [district] Білім бөлімінің басшысы
   *[region] Білім басқармасының басшысы
}
paper-role-officer = Білім беруді басқару органының кезекші маманы
paper-role-responsible = Әкімшілік тарапынан жауапты тұлға
paper-role-duty_teacher = Кезекші педагог
paper-role-homeroom_teacher = Сынып жетекшісі
paper-duty-homeroom = { $class } сынып жетекшісі
paper-duty-head = басшы
paper-duty-deputy = басшыны алмастыратын тұлға
paper-duty-responsible = танысуға жауапты
paper-duty-duty_teacher = білім алушыларды қабылдау және қауіпсіз жіберу
paper-signed = Бекітілді: { $day }, сағат { $time }, { $revision }-редакция
paper-prepared = Дайындалды: { $day }, сағат { $time }
paper-not-signed = Бекітілмеген

# --- Is it real? -------------------------------------------------------------------------------------
paper-code = Бұйрық коды: { $code }
paper-verify = Түпнұсқалығын тексеру: { $url }
paper-footer = { $code } бұйрығы, { $revision }-редакция
paper-page = { $page }/{ $pages }-бет

# --- Acknowledgement list ----------------------------------------------------------------------------
paper-list-title = Бұйрықпен танысу парағы
paper-list-order = { $day } бұйрығы, коды { $code }, { $revision }-редакция
paper-list-person = Т. А. Ә.
paper-list-duty = Міндеті
paper-list-mark = Танысты
paper-list-at = { $date }, { $time }

# --- The department's list of the morning -----------------------------------------------------------------
paper-inbox-title = Білім беру ұйымдары бұйрықтарының жиынтығы
paper-inbox-as-of = { $day }, сағат { $time } жағдай бойынша
paper-inbox-school = Білім беру ұйымы
paper-inbox-grades = Үйдегі сыныптар
paper-inbox-reading = Көрсеткіш
paper-inbox-reported = Бұйрық түсті
paper-inbox-standing = Мерзімі
paper-inbox-shift = { $shift ->
    [1] Бірінші ауысым
    [2] Екінші ауысым
    [3] Үшінші ауысым
   *[all] Барлық ауысым
}
paper-inbox-at-home = { $count ->
    [one] { $grades }-сынып — { $count } ұйым
   *[other] { $grades }-сынып — { $count } ұйым
}
paper-inbox-courses = { $courses }-курс
paper-inbox-nobody = —
paper-inbox-empty = Бұл күнге бұйрықтар мен жобалар жоқ.
paper-inbox-no-reading = дерек жоқ
paper-inbox-totals = Барлығы
paper-inbox-total = Ұйымдар мен ауысымдар: { $count }
paper-inbox-standing-on_time = уақытында
paper-inbox-standing-late = кешігіп
paper-inbox-standing-in_force = бекітілді
paper-inbox-standing-waiting = шешім күтілуде
paper-inbox-standing-open = әдеттегі режим
paper-inbox-standing-expired = мерзімі өтті, шешім жоқ
paper-inbox-standing-revoked = күші жойылды
paper-inbox-standing-no_order = бұйрық жоқ
