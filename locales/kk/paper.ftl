# The printable order and the department's list.

paper-title = БҰЙРЫҚ
paper-command = БҰЙЫРАМЫН:
paper-number = № { $number }
paper-number-by-hand = № ___________

# --- What the order is about ---------------------------------------------------------------------
paper-subject = { $ground ->
    [emergency] Төтенше жағдайдың жариялануына байланысты
    [restriction] Шектеу іс-шараларының енгізілуіне байланысты
    [quarantine] Карантиннің енгізілуіне байланысты
   *[weather] Қолайсыз ауа райы метеожағдайларында
} { $outcome ->
    [cancelled] сабақтарды тоқтату туралы
    [shortened] сабақтарды қысқарту туралы
    [early_release] сабақтарды мерзімінен бұрын аяқтау туралы
   *[distance] қашықтан оқытуға көшу туралы
}
paper-preamble-weather = Білім алушылардың өмірі мен денсаулығын қорғау мақсатында, қолайсыз ауа райы метеожағдайларының бекітілген көрсеткіштері негізінде
paper-preamble-department = Білім алушылардың өмірі мен денсаулығын қорғау мақсатында
paper-legal-basis = Негіздеме: { $citation }.

# --- Who, when ---------------------------------------------------------------------------------------
paper-dates-one = { $first } күні
paper-dates-several = { $first } – { $last } аралығында
paper-shift = { $shift ->
    [1] бірінші ауысымдағы
    [2] екінші ауысымдағы
    [3] үшінші ауысымдағы
   *[all] барлық ауысымдағы
}
paper-who-grades = { $count ->
    [1] { $grades }-сыныптың
   *[other] { $grades }-сыныптардың
}
paper-who-grades-with-preschool = { $grades } (0 – мектепалды даярлық сыныбы)
paper-who-courses = { $count ->
    [1] { $courses }-курстың
   *[other] { $courses }-курстардың
}
paper-who-both = { $grades } және { $courses }

# --- The numbered paragraphs --------------------------------------------------------------------------
paper-item-outcome = { $dates } { $shift } { $who } білім алушылары { $outcome ->
    [cancelled] үшін сабақтар тоқтатылсын.
    [shortened] үшін сабақтар қысқартылған кесте бойынша өткізілсін.
    [early_release] үшін сабақтар мерзімінен бұрын аяқталсын. Білім алушылар үйлеріне ата-аналарының немесе өзге де заңды өкілдерінің сүйемелдеуімен ғана жіберілсін.
   *[distance] қашықтан оқытуға көшірілсін.
}
paper-item-nobody-yet = Қашықтан оқытуға көшірілетін сыныптар, топтар белгіленбеген.
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
paper-item-scope = Бұйрық мына білім беру ұйымдарына қолданылады: { $organisations }.
paper-item-scope-departments = Бұйрық мына білім беруді басқару органдарына қарасты барлық білім беру ұйымдарына қолданылады: { $departments }.
paper-item-cause = Себебі: { $cause }.
paper-item-heads = Білім беру ұйымдарының басшылары бұйрықты алған бойда білім алушыларды, олардың ата-аналарын және өзге де заңды өкілдерін хабардар етсін, қашықтан оқытуды ұйымдастыру үшін жағдай жасасын және оқытуды басқару жүйесіне қолжетімділікті қамтамасыз етсін.
paper-item-publish-department = Осы бұйрық бекітілгеннен кейін дереу білім басқармасының және білім беру ұйымдарының ресми сайттарында орналастырылсын.
paper-item-control = Осы бұйрықтың орындалуын бақылауды өзіме қалдырамын.

# --- What it rests on ---------------------------------------------------------------------------------
paper-facts = Бұйрыққа негіз болған мәліметтер
paper-fact-weather = Ауа райы
paper-fact-source = Дереккөз
paper-fact-table = Көрсеткіштер кестесі
paper-fact-row = Көрсеткіштер кестесінің жолы
paper-fact-near = Көрсеткіштер кестесінің жақын жолы
paper-fact-proposed = Көрсеткіштер бойынша
paper-fact-reason = Шешімнің негіздемесі
paper-fact-worries = Деректерге ескерту
paper-fact-reported = Білім беруді басқару органына хабарланды
paper-table = { $table }, { $edition } редакциясы
paper-table-act = { $day } № { $number } акт
paper-table-act-unknown = бекітетін актінің деректемелері жарияланбаған
paper-near = «{ $raw }» – { $who }
paper-proposed = үйде оқиды: { $who }
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
paper-role = { $role ->
    [head] Басшы
    [deputy] Басшыны алмастыратын тұлға
    [region_head] Білім басқармасының басшысы
    [district_head] Білім бөлімінің басшысы
   *[officer] Білім беруді басқару органының кезекші маманы
}
paper-duty = { $role ->
    [responsible] әкімшілік тарапынан жауапты тұлға
   *[duty_teacher] білім алушыларды қабылдау және қауіпсіз жіберу
}
paper-duty-head = басшы: { $organisation }
paper-duty-homeroom = { $classes } сынып жетекшісі
paper-signed = Бекітілді: { $day }, сағат { $time }, { $revision }-редакция
paper-prepared = Дайындалды: { $day }, сағат { $time }
paper-not-signed = Бекітілмеген

# --- Is it real? -------------------------------------------------------------------------------------
paper-code = Бұйрық коды: { $code }
paper-verify = Түпнұсқалығын тексеру: { $url }
paper-footer = { $code } бұйрығы, { $revision }-редакция

# --- Acknowledgement list ----------------------------------------------------------------------------
paper-list-title = Бұйрықпен танысу парағы
paper-list-order = Бұйрық күні: { $day }, коды { $code }, { $revision }-редакция
paper-list-person = Т. А. Ә.
paper-list-duty = Міндеті
paper-list-mark = Танысты

# --- The department's list of the morning -----------------------------------------------------------------
paper-inbox-title = Білім беру ұйымдары бұйрықтарының жиынтығы
paper-inbox-as-of = { $day }, сағат { $time } жағдайы бойынша
paper-inbox-as-of-later = { $day }. Жасалған уақыты: { $today }, сағат { $time }
paper-inbox-school = Білім беру ұйымы
paper-inbox-reading = Ауа райы көрсеткіші
paper-inbox-received = Бұйрық түсті
paper-inbox-standing = Жай-күйі
paper-inbox-code = Коды
paper-inbox-group = { $shift }. { $learners } – { $count } { $count ->
    [one] ұйым
   *[other] ұйым
}
paper-inbox-learners = { $outcome ->
    [cancelled] { $who }: сабақтар тоқтатылды
    [shortened] { $who }: қысқартылған кесте
    [early_release] { $who }: сабақтар мерзімінен бұрын аяқталады
   *[distance] { $who } үйде оқиды
}
paper-inbox-proposed = жобада: { $who }
paper-inbox-empty = Бұл күні ешбір ұйымда сабақ жоқ.
paper-inbox-total = Барлығы (ұйым × ауысым)
paper-inbox-at-home = Үйде оқиды
paper-standing = { $standing ->
    [on_time] уақытында
    [late] кешігіп
    [department] білім басқармасының бұйрығы
    [waiting] шешім қабылданбаған
    [expired] мерзімі өтті, шешім жоқ
    [open] мектепте оқу туралы шешім
    [revoked] бұйрықтың күші жойылды
   *[usual] бұйрық жоқ, әдеттегі режим
}
paper-inbox-footer = Жиынтық. { $department }, { $day }
