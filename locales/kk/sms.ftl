# SMS: two parts at most, 134 letters. The fullest wording that fits is sent (dispatch/sms_texts.py).

sms-day = { $day } ({ $weekday })
sms-shift = { $shift ->
    [1] 1-ауысым
    [2] 2-ауысым
    [3] 3-ауысым
   *[all] барлық ауысым
}
sms-when = { $days }, { $shift }

sms-action-distance = { $who } үйде, қашықтан оқиды.
sms-action-cancelled = { $who }: сабақ болмайды.
sms-action-shortened = { $who }: сабақ қысқартылады.
sms-action-early_release = { $who }: сабақ ертерек аяқталады, балаңызды алып кетіңіз.
sms-action-usual = { $who }: сабақ кесте бойынша өтеді.

sms-brief-distance = { $who } қашықтан оқиды.
sms-brief-cancelled = { $who }: сабақ жоқ.
sms-brief-shortened = { $who }: сабақ қысқартылады.
sms-brief-early_release = { $who }: сабақ ерте аяқталады.

sms-said = { $when }. { $action }
sms-revoked = { $when }: бұйрықтың күші жойылды. { $action }
sms-narrowed = { $when }: бұйрық өзгерді, сіздің сыныпқа қатысы жоқ. Сабақ кесте бойынша өтеді.

sms-why-weather = Себебі: ауа райы.
sms-why-figures = Ауа райы: { $figures }.
sms-replaces = Бұл – алдыңғы хабарламаның орнына.
sms-link = Тексеру: { $link }
sms-code = Коды: { $code }
sms-acquaint = Танысыңыз: { $link }
sms-order = Бұйрық: { $link }
