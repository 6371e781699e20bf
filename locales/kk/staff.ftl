# What staff read: the order, reminders, notices to heads and departments.

staff-classes = Сыныптар, топтар: { $classes }.
staff-regime = Жұмыс режимі: { $regime }
staff-responsible = Бұйрықпен танысуды бақылайтындар: { $people }.
staff-duty = Балаларды қабылдап, үйлеріне шығарып салатындар: { $people }.
staff-come = Келген балалар үшін барлық сабақ пен ыстық тамақ толық көлемде болады. Балаларды үйге жалғыз жібермейміз.
staff-families-window = Отбасыларға { $opens }–{ $closes } аралығында хабарлаймыз, одан ерте емес.
staff-families-at-once = Отбасыларға бірден хабарлаймыз.
staff-todo = Не істеу керек:
    1. «Таныстым» түймесін басыңыз.
    2. Дайын мәтінді сынып чатына жіберіңіз.
    3. Растамаған отбасыларға қоңырау шалыңыз.
staff-basis = Негіздеме: { $citation }.
staff-signed = Бекіткен: { $name }, { $day }, сағат { $time }.
staff-late = Бұйрық балалардың қауіпсіздігі үшін белгіленген уақыттан кейін бекітілді. Себебі: «{ $reason }».

staff-acquainted-at = Сіз таныстыңыз: { $day }, сағат { $time }.
staff-not-acquainted = Сіз танысқаныңызды әлі растаған жоқсыз.
staff-class-reached = { $class }: отбасы растаған оқушылар – { $reached }, барлығы – { $pupils }.

staff-button-acquainted = Таныстым
staff-button-paste = Чатқа мәтін
staff-button-unreached = Кім растамады
staff-button-told = Хабарланды: { $name }

staff-head-notice = Бұл бұйрық сіздің ұйымыңыз үшін міндетті. Сынып жетекшілері мен отбасыларға хабарлама қазір жіберіліп жатыр.
staff-reminder = Еске саламыз: сіз бұйрықпен танысқаныңызды әлі растаған жоқсыз.
staff-control = Бұйрықпен әлі таныспағандар:
staff-control-ask = Оларға хабарласуыңызды сұраймыз.
staff-control-person = – { $name } ({ $classes })

staff-expired = Бұйрық жобасы мерзімінде ({ $opens }–{ $closes }) бекітілмеді, енді оның күші жоқ. Отбасыларға ештеңе жіберілген жоқ: сабақ кесте бойынша.
staff-expired-department = Бұйрық жобасы бекітілмеді, енді оның күші жоқ. Отбасыларға ештеңе жіберілген жоқ: сабақ кесте бойынша.
staff-expired-late = Балалардың далаға шығуы қауіпті болса, себебін көрсетіп, бұйрықты кешігіп бекітуге болады.
staff-button-late = Кешігіп бекіту

staff-revoked = Бұйрықтың күші жойылды. Сабақтар әдеттегі кесте бойынша өтеді.
staff-revoked-amended = Бұйрық басқасымен ауыстырылды, енді ол сізге қатысты емес.
staff-revoked-reason = Күшін жою себебі: «{ $reason }».

staff-refused = Бұйрық бекітілді, бірақ ЖІБЕРІЛГЕН ЖОҚ: { $why }. Бағдарлама әкімшісіне хабарлаңыз, әзірге отбасыларды өзіңіз хабардар етіңіз.
staff-refused-empty_audience = оған бірде-бір сынып кірмейді
staff-refused-unknown_scope = кімге қолданылатыны белгісіз
staff-refused-incomplete_text = бір тілдегі мәтінде міндетті мәліметтер жетіспейді
staff-refused-too_long = мәтін бір хабарламаға сыймайды
staff-refused-repealed_act = мәтінде күші жоқ актіге сілтеме бар
staff-refused-no_window = отбасыларды хабардар ету уақыты анықталмаған

# --- Whom the news has not reached --------------------------------------------------------------------
staff-unreached-title = { $count ->
    [one] { $count } отбасы растаған жоқ. Қоңырау шалып, белгілеңіз:
   *[other] { $count } отбасы растаған жоқ. Қоңырау шалып, белгілеңіз:
}
staff-unreached-none = Барлық отбасы растады.
staff-unreached-pupil = – { $name } ({ $class }): { $why }
staff-unreached-no_contact = хабарлама жіберетін мекенжай жоқ
staff-unreached-blocked = бот бұғатталған
staff-unreached-waiting = әлі жіберілген жоқ
staff-unreached-failed = хабарлама жетпеді
staff-unreached-unknown = жеткен-жетпегені белгісіз
staff-unreached-no_answer = жіберілді, жауап жоқ
