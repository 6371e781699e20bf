# The page by which a homeroom teacher works without Telegram: /t/<link>.

teacher-title = Бұйрық: сынып жетекшісі не істеуі керек
teacher-personal = Сілтеме жеке өзіңізге арналған: оны басқаға жібермеңіз. Ол бұйрықтың соңғы күні аяқталғанша жарамды.

teacher-paste = Чатқа арналған мәтін: { $class }
teacher-paste-hint = Мәтінді толық көшіріп, сынып чатына жіберіңіз.
teacher-copy = Мәтінді көшіру
teacher-copied = Көшірілді

teacher-call = Кімге қоңырау шалу керек
teacher-call-of = Қоңырау шалу: { $name }, { $number }
teacher-no-phone = Тізімде телефоны жоқ: басқа жолмен хабарлаңыз.
teacher-told = Отбасы біледі
teacher-told-of = Отбасы біледі: { $name }

teacher-unknown = Мұндай сілтеме жоқ
teacher-unknown-advice = Хабарламадағы сілтемені соңғы әрпіне дейін толық ашыңыз.
teacher-over = Сілтеменің мерзімі өтті
teacher-over-advice = Бұйрықтың соңғы күні өтті. Ештеңе істеудің қажеті жоқ.
teacher-withdrawn = Бұйрықтың енді күші жоқ
teacher-strange-form = Бет сіздің сілтемеңізбен ашылмаған: ештеңе жазылған жоқ. Хабарламадағы сілтемені қайта ашыңыз.
