# The cards on which a signer decides.

# --- Titles ------------------------------------------------------------------------------------------
card-draft = Бұйрық жобасы, { $revision }-редакция
card-question = Сіздің шешіміңіз қажет ({ $revision }-редакция): көрсеткіштер кестесінде жауап жоқ
card-countersign = Басқарма бұйрығына қол қоюыңыз қажет, { $revision }-редакция
card-silent = Басшы әлі жауап берген жоқ. Сіз оны алмастырасыз: шешім қабылдауыңызды сұраймыз.
card-silent-department = Мектеп бұйрық жобасы бойынша әлі шешім қабылдаған жоқ. Басшымен хабарласуыңызды сұраймыз.

# --- What it rests on ----------------------------------------------------------------------------------
card-weather = Ауа райы: { $figures }
card-weather-origin = { $origin }
card-weather-origin-age = { $origin }, { $age }
card-table-row = Көрсеткіш: «{ $raw }»
card-proposal =
    Ұсыныс:
    { $action }
card-decided =
    Бұйрықта:
    { $action }
card-table-proposed = Көрсеткіштер бойынша: { $grades }.
card-nobody = сабақ әдеттегідей
card-changed = Өзгерту себебі: «{ $reason }».
card-prepared = Дайындаған: { $name }, сағат { $time }.

# --- How many ------------------------------------------------------------------------------------------
card-size = Қамтылады: { $parts }.
card-size-organisations = { $count ->
    [one] { $count } ұйым
   *[other] { $count } ұйым
}
card-size-classes = { $count ->
    [one] { $count } сынып
   *[other] { $count } сынып
}
card-size-families = { $count ->
    [one] { $count } отбасы мүшесі
   *[other] { $count } отбасы мүшесі
}

# --- When ----------------------------------------------------------------------------------------------
card-window-left = Отбасыларға: { $opens }–{ $closes }, аяқталуына { $left } қалды.
card-window-closed = Отбасыларды хабардар ету уақыты ({ $opens }–{ $closes }) өтіп кетті.
card-at-once = Отбасыларға – сіз қол қойған бойда.
card-department-window = Білім бөліміне: { $opens }–{ $closes }, өзіміз хабарлаймыз.
card-finish = Жіберудің аяқталуы: шамамен { $time }.
card-finish-late = Жіберудің аяқталуы: шамамен { $time }, бәріне уақытында жетпейді. Отбасыларға қоңырау шалуды бірден бастаңыз.
card-left-minutes = { $minutes ->
    [one] { $minutes } минут
   *[other] { $minutes } минут
}
card-left-hours = { $hours } сағ { $minutes } мин

# --- Worries -------------------------------------------------------------------------------------------
card-attention = НАЗАР АУДАРЫҢЫЗ
card-point = – { $words }
card-flag = тексеріңіз: { $flag }
card-near = бір шарт жетпеді ({ $missing }); ол орындалса, үйде – { $grades }
card-near-unknown = белгісіз: { $missing }; шарт орындалса, үйде – { $grades }
card-ambiguous = көрсеткіштер кестесінің мәтіні екіұшты: { $words }
card-missing-temperature = температура
card-missing-wind = жел
card-missing-gust = желдің екпіні
card-missing-nmu-degree = ҚМЖ дәрежесі
card-missing-nmu-days = ҚМЖ күндерінің саны
card-missing-danger = балаларға қауіп бар екенін растау
card-missing-settlement = қала немесе ауыл
card-missing-shift = ауысым
card-missing-forecast = әзірге тек болжамда
card-missing-agreement-of-sources = дереккөздердің сәйкестігі
card-lacks-regime = жұмыс режимі көрсетілмеген: онсыз бекітуге болмайды
card-lacks-responsible = танысуды бақылайтын жауапты тұлғалар көрсетілмеген: оларсыз бекітуге болмайды
card-lacks-duty_teachers = кезекші педагогтер көрсетілмеген: оларсыз бекітуге болмайды

# --- What has become of it -------------------------------------------------------------------------------
card-state-returned = Түзетуге қайтарылды: «{ $reason }».
card-state-approved = Бекітілді: { $name }, сағат { $time }.
card-state-rejected = Бекітілмеді: сабақ кесте бойынша.
card-state-expired = Мерзімінде бекітілмеді, күші жоқ.
card-state-completed = Бұйрықтың қолданылу мерзімі аяқталды.
card-state-revoked = Күші жойылды: «{ $reason }».
card-state-amended = Басқа бұйрықпен ауыстырылды.

# --- Buttons -------------------------------------------------------------------------------------------
card-button-approve = Бекіту: { $grades }
card-button-countersign = Қол қойып, жіберу
card-button-choose = Сыныптарды таңдау
card-button-return = Түзетуге қайтару
card-button-reject = Сабақ кесте бойынша
card-button-reject-department = Қабылдамау
card-cost-question = Тағы { $people } адамға тек ақылы хабарламамен (SMS) хабарлауға болады. Бүкіл бұйрыққа { $most } ₸-ден аспайды, белгіленген шек – { $limit } ₸.
card-cost-otherwise = Сіз растамасаңыз, бұл отбасылар сынып жетекшілерінің қоңырау шалу тізімінде қалады.
card-button-spend = { $most } ₸-ге дейін жіберу
bot-spend-recorded = Расталды: ақылы хабарламалар жіберілуде
bot-spend-repeated = Бұрын расталған
bot-spend-over = Бұйрық енді жіберілмейді
bot-spend-not_yours = Мұны бұйрыққа қол қоятын адам шешеді
card-stage = { $channel ->
    [telegram] Telegram
    [whatsapp] WhatsApp
    [sms] SMS
   *[other] { $channel }
} – { $people } адам, { $time } болғанша
card-stages = Арналар бойынша: { $stages }.
card-helps = Не көмектеседі: { $helps }.
card-help-now = қазір бекіту: хабарлау уақыты басталды
card-help-next_channel = келесі арна (WhatsApp, SMS) өзі ертерек бастайды
card-help-paid = Telegram-ның ақылы таратылымы (секундына 1000 хабарламаға дейін)
card-help-account = тағы бір бот, нөмір немесе SMS шарты
card-unreachable = Бірден сынып жетекшілерінің қоңырау шалу тізімінде: { $people } адам, оларға хабарлама жіберетін арна жоқ.
card-short = { $channel ->
    [whatsapp] WhatsApp
   *[other] { $channel }
}: тәулігіне { $limit } адамға жазуға болады, ал керегі – { $people }. Қалғандарына келесі арнамен хабарлаймыз.
card-cost = Отбасыларға ақылы хабарламалар: күтілетіні { $expected } ₸, ең көбі { $most } ₸.
card-cost-limit = Бұйрықтың шегі – { $limit } ₸. Сіз бөлек растамайынша, одан артық ештеңе жіберілмейді.
