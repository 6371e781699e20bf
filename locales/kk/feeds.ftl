# Feeds for other programs: calendar, Atom, CAP, and the banner on a school's site.

feed-title = Сабақтар: { $name }
feed-event-distance = Қашықтан оқыту
feed-event-cancelled = Сабақтар тоқтатылады
feed-event-shortened = Қысқартылған кесте
feed-event-early_release = Сабақтар ертерек аяқталады
feed-clear = Бұйрықтың күші жойылды: сабақтар әдеттегі кесте бойынша
feed-replaced = Бұйрық басқасымен ауыстырылды
feed-usual = Бүгін сабақтар әдеттегідей өтеді
feed-changed = Бүгін сабақтар әдеттегіден өзгеше өтеді
feed-day-off = Бүгін сабақ жоқ
feed-nothing = Бұл мекенжайда қазір хабарлама жоқ. Бүгінгі жағдай .json мекенжайында көрсетіледі.
feed-unknown = Мұндай ұйым жоқ: мекенжайдағы кодты тексеріңіз.

# --- /replay/<code>, for whoever operates a school's site ------------------------------------------------
replay-title = Жіберілген оқиғалар
replay-how = Бұл бетте ұйымның сайты үшін қол қойылған соңғы оқиғалар көрсетіледі. Бағдарлама сұрауға сайттың құпия сөзімен қол қойып, оларды өзі де ала алады.
replay-secret = Сайттың құпия сөзі (whsec_…)
replay-show = Көрсету
replay-refused = Құпия сөз сәйкес келмейді. Оны толық көшіріңіз немесе жүйеге қызмет көрсететін адамнан жаңасын сұраңыз.
replay-nothing = Соңғы 30 күнде оқиға болған жоқ.
