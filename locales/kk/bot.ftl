# What the bots say in conversation. Cards and messages about orders are in `cards`, `staff` and `family`.

# --- Both bots -----------------------------------------------------------------------------------------
bot-failed = Орындалмады. Бір минуттан кейін қайталап көріңіз.
bot-old-button = Бұл түйме ескірген немесе оны біз жасамағанбыз. Ештеңе өзгерген жоқ. Соңғы хабарламаны ашыңыз.
bot-language-ask = Тілді таңдаңыз. / Выберите язык.
bot-language-name = Қазақша
bot-language-set = Енді сізге қазақша жазамын.
bot-share-phone = Өз нөміріммен бөлісу
bot-foreign-contact = Бұл – басқа адамның нөмірі. Төмендегі түйме арқылы өз нөміріңізбен бөлісіңіз.
bot-skip-phone = Нөмірсіз
bot-cancel = Бас тарту
bot-cancelled = Тоқтатылды. Ештеңе өзгерген жоқ.
bot-dialogue-over = Бұл диалог аяқталған. Басынан бастаңыз.
bot-back = ← Артқа
bot-next = Әрі қарай →
bot-skip = Өткізіп жіберу
bot-today = Бүгін
bot-tomorrow = Ертең

bot-command-start = Бастау
bot-command-status = Бүгін сабақ қалай өтеді
bot-command-check = Хабардың кодын тексеру
bot-command-language = Тіл / Язык
bot-command-stop = Хабар алмау
bot-command-help = Мен не істей аламын
bot-command-reading = Ауа райын енгізу
bot-command-inbox = Мектептердің бүгінгі бұйрықтары
bot-command-emergency = Төтенше жағдай кезіндегі бұйрық
bot-command-cancel = Диалогты тоқтату

# --- The families' bot ---------------------------------------------------------------------------------
bot-family-follows = Сіз хабар алатын сыныптар:
    { $classes }
bot-family-what = Мектеп ауа райына немесе төтенше жағдайға байланысты үйде оқитын болса, осы жерден білесіз: қай күні, қай ауысым, қай сыныптар. Ауа райы туралы бірінші ауысымға { $first }, екінші және үшінші ауысымға { $second } аралығында, төтенше жағдай туралы бірден хабарлаймыз. Әр хабарламада код бар, оны тексеруге болады: /check.
bot-family-ask-phone = Телефон нөміріңізбен бөлісіңіз: оны мектептің тізімімен салыстырып, қай баланың ата-анасы екеніңізді білеміз. Бөліспесеңіз де, сынып сілтемесі бойынша хабар келіп тұрады.
bot-family-skipped = Жақсы. Нөмірмен кейін де бөлісуге болады: /start.
bot-family-unknown-phone = Бұл нөмір мектептердің тізімінде жоқ. Сынып жетекшісінен сыныптың сілтемесін немесе QR-кодын сұраңыз.
bot-family-unknown-class = Мұндай сілтеме жоқ: ескірген болуы мүмкін. Сынып жетекшісінен жаңасын сұраңыз.
bot-family-start-bare = Жазылу үшін телефон нөміріңізбен бөлісіңіз немесе сынып жетекшісі беретін сілтемені ашыңыз.
bot-family-stopped = Енді хабарлама келмейді. Қайта жазылу үшін: /start.
bot-family-nobody = Сіз әзірге бірде-бір сыныпқа жазылмағансыз. /start командасынан бастаңыз.
bot-family-help = Мектеп үйде оқитын болса, отбасыларға хабарлаймын.
    /status – бүгін сабақ қалай өтеді
    /check КОД – хабар шынайы ма
    /language – тіл
    /stop – хабарламаны тоқтату
bot-family-usual = { $school }, { $class }: сабақ әдеттегі кесте бойынша өтеді.
bot-family-may-change = { $school }, { $class }: сабақ әдеттегі кесте бойынша өтеді. Ауа райына байланысты үйде қалу қажет болса, сағат { $time } болғанша хабарлаймыз.
bot-family-day-off = { $school }, { $class }: бүгін күнтізбе бойынша сабақ жоқ.
bot-family-ordered =
    { $school }, { $class }.
    { $action }
    { $why }
    Тексеру коды: { $code }
bot-check-how = Хабарламадағы кодты жіберіңіз, мысалы: /check ABCD2345
bot-check-link = Толығырақ: { $url }

# --- The staff's bot -----------------------------------------------------------------------------------
bot-staff-stranger = Бұл бот мектептердің және білім беруді басқару органдарының қызметкерлеріне арналған. Шақыру сілтемесін ашыңыз немесе төмендегі түйме арқылы өз нөміріңізбен бөлісіңіз.
bot-staff-refused = Біз сізді танымадық. Ұйымыңызда қызметкерлер тізімін жүргізетін адамға хабарласыңыз.
bot-staff-welcome = Сәлеметсіз бе, { $name }! Бұйрық жобалары, бұйрықтар мен еске салулар осында келеді.
bot-staff-help = Бұйрық жобалары мен бұйрықтар осында өздері келеді: шешімді астындағы түймелер арқылы қабылдаңыз. /language – тіл.
bot-staff-help-officer = Ауа райын бір хабарламамен жазыңыз, мысалы: -27 жел 6 м/с
    /inbox – мектептердің бүгінгі бұйрықтары
    /emergency – төтенше жағдай кезіндегі бұйрық
    /language – тіл

bot-approved = Бекітілді. Тарату өздігінен басталады.
bot-repeated = Бұл жасалып қойған. Ештеңе өзгерген жоқ.
bot-done-edit = Сыныптар өзгертілді. Енді жобаны бекітуге болады.
bot-done-return = Жоба қайтарылды. Жалғастыру үшін сыныптарды таңдаңыз.
bot-done-reject = Шешім: сабақ әдеттегі кесте бойынша өтеді.
bot-done-approve_late = Кешіктіріліп бекітілді. Тарату бірден басталады.

bot-grades-choose = Үйде кімдер оқиды? Бұл ауысымда оқитындар: { $taught }.
    Түймені басыңыз немесе сыныптар мен себебін бір хабарламамен жазыңыз, мысалы: 1-6, 9 қатты жел
bot-grades-other = Басқа сыныптар
bot-grades-all = Барлығы
bot-grades-first = Қай сыныптан немесе курстан бастап?
bot-grades-last = Бастапқысы – { $first }, соңғысы қайсы?
bot-grades-why = Үйде: { $chosen }. Бұл ұсынылғаннан өзгеше, сондықтан себебі керек.
bot-grades-misread = Түсінбедім. Сыныптар мен себебін бір хабарламамен жазыңыз, мысалы: 1-6, 9 қатты жел. Бұл ауысымда оқитындар: { $taught }.

bot-why-return = Жобаны неге қайтарасыз?
bot-why-reject = Сабақ неге мектепте өтеді?
bot-why-approve_late = Бұйрық неге кеш бекітіледі?
bot-reason-type = Себебін бір хабарламамен жазыңыз.
bot-reason-own = Өз сөзіммен
bot-reason-wind = Жел күшейіп келеді
bot-reason-cold = Аяз күшейіп келеді
bot-reason-road = Жолды қар басты, тасымал мүмкін емес
bot-reason-local = Мектеп маңында ауа райы басқаша
bot-reason-mild = Мектеп маңында деректердегіден жылырақ
bot-reason-calm = Жел басылды
bot-reason-data = Ауа райы деректерін тексеру керек
bot-reason-class = Сыныптар дұрыс көрсетілмеген
bot-reason-duty = Жауаптыларды өзгерту керек
bot-reason-safe = Балалардың далаға шығуы қауіпті
bot-reason-worse = Ауа райы күрт нашарлады

bot-refused-not_found = Мұндай бұйрық жоқ. Ештеңе өзгерген жоқ.
bot-refused-stale = Сіз шешім қабылдағанша жоба өзгерді. Жаңа түрі осы, { $detail }-редакция: қайта шешіңіз.
bot-refused-not_authorised = Бұл бұйрық бойынша шешім қабылдауға құқығыңыз жоқ. Ештеңе өзгерген жоқ.
bot-refused-window_not_open = Әлі ерте: сағат { $detail } болғанда ғана бекітуге болады.
bot-refused-window_closed = Уақыт аяқталды: сағат { $detail }. Ештеңе өзгерген жоқ.
bot-refused-state = Енді бұлай істеуге болмайды. Бұйрықтың қазіргі күйі: { $detail }.
bot-refused-incomplete = Бекітуге болмайды, көрсетілмегені: { $detail }. Ұйымның деректерін жүргізетін адамға хабарласыңыз.
bot-refused-no_grades = Ешкім таңдалмаған. Алдымен сыныптарды таңдаңыз.
bot-refused-bad_grades = Бұл ауысымда мұндай сыныптар жоқ: { $detail }. Басқасын таңдаңыз.
bot-refused-reason_needed = Себебі керек: шешім ұсынылғаннан өзгеше.
bot-refused-same_person = Басқа адам қол қоюы тиіс: бұл бұйрықты сіз дайындағансыз.
bot-refused-excluded_programme = Бұл ұйымдарға қашықтан оқыту көзделмеген: { $detail }.
bot-refused-empty_scope = Бірде-бір ұйым таңдалмаған. Ештеңе жіберілген жоқ.
bot-refused-unknown_scope = Мұндай ұйымдар жоқ: { $detail }. Ештеңе жіберілген жоқ.
bot-refused-bad_dates = Бұл күндер жарамайды. Ештеңе жіберілген жоқ.

bot-part-regime = жұмыс режимі
bot-part-responsible = танысуды бақылайтын жауаптылар
bot-part-duty_teachers = кезекші педагогтер
bot-part-cause = себебі
bot-part-note_kk = қазақ тіліндегі түсіндірме
bot-part-note_ru = орыс тіліндегі түсіндірме

bot-state-draft = шешім күтуде
bot-state-returned = түзетуге қайтарылған
bot-state-approved = бекітілген
bot-state-released = бекітілген және таратылған
bot-state-completed = орындалған
bot-state-rejected = мектепте оқуға шешім қабылданған
bot-state-expired = мерзімі өтті, шешім жоқ
bot-state-revoked = күші жойылған
bot-state-amended = басқасымен ауыстырылған

bot-ack-recorded = Жазылды. Рақмет!
bot-ack-repeated = Бұл жазылып қойған. Рақмет!
bot-ack-stale = Бұйрық өзгерді. Жаңа редакциясын оқып шығыңыз.
bot-ack-withdrawn = Бұл бұйрықтың енді күші жоқ.
bot-ack-not_concerned = Бұл бұйрық сізге арналмаған. Танысқаныңызды белгілеудің қажеті жоқ.
bot-ack-not_yours = Мұны осы оқушының сынып жетекшісі ғана белгілей алады.
bot-ack-not_found = Мұндай бұйрық жоқ.
bot-no-class = Бұл бұйрық сіздің сыныптарыңызға қатысты емес.
bot-paste-below = Чатқа арналған мәтін – келесі хабарламада.
bot-copy = Көшіру
bot-phones = Телефондар:
bot-phones-of = – { $name }: { $numbers }

# --- The duty officer ----------------------------------------------------------------------------------
bot-reading-not-yours = Ауа райын білім беруді басқару органдарының кезекшілері енгізеді.
bot-reading-how = Ауа райын бір хабарламамен жазыңыз, мысалы: -27 жел 6 м/с. Желдің екпінін, көріну қашықтығын, боранды, көктайғақты және уақытты қосуға болады: -31 екпіні 14 көріну 200 м 06:10. Жел болмаса, «желсіз» деп жазыңыз.
bot-reading-place = Қай жер туралы?
bot-reading-misread = Жазылмады:
bot-reading-echo = { $place }, { $time }: { $said }
bot-reading-odd = ⚠ { $flag }
bot-reading-right = Дұрыс па?
bot-reading-save = Дұрыс, жазу
bot-reading-saved = Жазылды. { $place }: { $said }.

bot-problem-empty = хабарлама бос
bot-problem-too_long = хабарлама тым ұзын, тек ауа райын жазыңыз
bot-problem-not_understood = бұл сөзді түсінбедім
bot-problem-nothing_said = температура да, құбылыс та айтылмаған
bot-problem-not_a_reading = болжам немесе ескерту емес, қазіргі ауа райы керек
bot-problem-sign_missing = аяз ба, жылы ма? Минус немесе плюс қойыңыз
bot-problem-unclear_number = бұл қандай сан екені түсініксіз
bot-problem-range = аралық емес, бір сан керек
bot-problem-said_twice = екі рет, әртүрлі айтылған
bot-problem-number_missing = саны жоқ
bot-problem-contradiction = бірі біріне қайшы
bot-problem-wind_not_in_ms = жел секундына метрмен керек
bot-problem-not_celsius = температура Цельсий градусымен керек
bot-problem-visibility_unit_missing = метр ме, километр ме?
bot-problem-gust_below_wind = екпін желдің өзінен әлсіз бола алмайды
bot-problem-temp_impossible = мұндай температура болмайды
bot-problem-wind_impossible = мұндай жел болмайды
bot-problem-visibility_impossible = мұндай көріну қашықтығы болмайды
bot-problem-time_in_future = бұл уақыт әлі келген жоқ
bot-problem-time_too_old = бұл көрсеткіш тым ескі

# --- The department's inbox ----------------------------------------------------------------------------
bot-inbox-not-yours = Бұйрықтар тізімін білім беруді басқару органдарының қызметкерлері көреді.
bot-inbox-title = { $department }
    { $day }, сағат { $time } жағдайы бойынша
bot-inbox-empty = Бүгін сабақ жоқ.
bot-inbox-line = – { $school }: { $what }
bot-inbox-on-time = түскен уақыты { $time }, мерзімінде
bot-inbox-late = түскен уақыты { $time }, кешіккен
bot-inbox-silent = { $count ->
    [one] Бұйрықсыз, сабақ кесте бойынша: { $count } ұйым
   *[other] Бұйрықсыз, сабақ кесте бойынша: { $count } ұйым
}

# --- The department's order ----------------------------------------------------------------------------
bot-emergency-not-yours = Мұндай бұйрықтарды білім беруді басқару органдарының қызметкерлері дайындайды.
bot-emergency-scope = Бұйрық кімдерге қатысты?
bot-emergency-scope-again = Түймелердің бірін басыңыз.
bot-scope-region-region = Бүкіл облыс: { $department }
bot-scope-region-district = Аудандарды таңдау
bot-scope-region-organisations = Ұйымдарды атап шығу
bot-scope-district-district = Барлық ұйым: { $department }
bot-scope-district-organisations = Ұйымдарды атап шығу
bot-emergency-districts = Аудандар мен қалаларды белгілеңіз.
bot-emergency-districts-again = Түймелердің бірін басыңыз.
bot-emergency-schools = Ұйымдардың кодтарын үтір арқылы жазыңыз, мысалы: kst-1, kst-12
bot-emergency-schools-again = Бұл кодтардың ішінде бөтен немесе белгісіз код бар. Тексеріп шығыңыз.
bot-emergency-cause = Не болды?
bot-emergency-cause-again = Түймелердің бірін басыңыз.
bot-emergency-note-kk = Отбасыларға арналған түсіндірме, қазақ тілінде, бір-екі сөйлем. Өткізіп жіберуге болады.
bot-emergency-note-ru = Осы түсіндірменің орыс тіліндегі мәтіні.
bot-emergency-grades-home = Үйде кімдер оқиды? Таңдаңыз немесе жазыңыз, мысалы: 0-9
bot-emergency-grades-home-again = Онда мұндай сыныптар жоқ. Жазыңыз, мысалы: 0-9
bot-emergency-days = Қай күндері? Таңдаңыз немесе жазыңыз, мысалы: 16.01-18.01
bot-emergency-days-again = Күндерін түсінбедім немесе олар өтіп кеткен. Жазыңыз, мысалы: 16.01-18.01
bot-emergency-shift = Қай ауысым?
bot-emergency-shift-again = Бұл ауысымда олардың ешқайсысы оқымайды. Басқасын таңдаңыз.
bot-emergency-preview = { $count ->
    [one] Бұйрық { $count } ұйымға қатысты. Отбасылар оны былай оқиды:
   *[other] Бұйрық { $count } ұйымға қатысты. Отбасылар оны былай оқиды:
    }

    { $texts }

    Екінші адам қол қоюы тиіс.
bot-emergency-send = Қол қоюға жіберу
bot-emergency-proposed = Қол қоюға жіберілді: { $names }. Бұйрықтың коды: { $code }. Қол қойылған бойда отбасыларға хабарлаймыз.
bot-emergency-nobody = әзірге қол қоятын ешкім жоқ, білім басқармасына хабарласыңыз
