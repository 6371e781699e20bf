# Texts that Meta approves before they may open a conversation in WhatsApp: a changed text needs a new name and a new
# approval (dispatch/whatsapp_texts.py). At most 1,024 characters with everything filled in; a variable stands neither
# first nor last, and never beside another one.

whatsapp-notice =
    Оқу туралы хабар. { $action }

    Кімнен: { $source }
    Қайда қолданылады: { $place }
    Күні мен ауысымы: { $when }
    Не білу керек. { $details }

    Тексеру коды: { $code }

    Сіз өз білім беру ұйымыңыздың хабарламаларына жазылғансыз.
whatsapp-revocation =
    Оқу туралы хабар. Бұйрықтың күші жойылды. { $usual }

    Кімнен: { $source }
    Қайда қолданылған: { $place }
    Күні мен ауысымы: { $when }

    Тексеру коды: { $code }

    Сіз өз білім беру ұйымыңыздың хабарламаларына жазылғансыз.
whatsapp-narrowed =
    Оқу туралы хабар. Бұйрық өзгертілді, енді ол сіздің сыныбыңызға қатысты емес. Сабақтар әдеттегі кесте бойынша өтеді.

    Кімнен: { $source }
    Қайда қолданылады: { $place }
    Күні мен ауысымы: { $when }

    Тексеру коды: { $code }

    Сіз өз білім беру ұйымыңыздың хабарламаларына жазылғансыз.
whatsapp-staff-order =
    Ұйымыңыздың бұйрығы. { $action }

    Кімнен: { $source }
    Қайда қолданылады: { $place }
    Күні мен ауысымы: { $when }
    Не білу керек. { $details }

    Тексеру коды: { $code }

    «Таныстым» түймесін басыңыз: бұйрықты оқығаныңыз ұйымға көрінеді.
whatsapp-staff-link =
    Ұйымыңыздың бұйрығы. { $action }

    Кімнен: { $source }
    Қайда қолданылады: { $place }
    Күні мен ауысымы: { $when }
    Не білу керек. { $details }

    Тексеру коды: { $code }

    «Таныстым» түймесін басыңыз. Сынып чатына арналған мәтін мен отбасылар тізімі екінші түйме арқылы ашылады.

# Where an order holds, after its label; a department's order may also name organisations.
whatsapp-place-own = осы ұйымда ({ $places })
whatsapp-place-all = барлық ұйымда ({ $places })

whatsapp-button-acquainted = Таныстым
whatsapp-button-open = Мәтін және тізім

# What the approver sees in the places of the variables.
whatsapp-example-action = 0–4-сынып оқушылары үйде, қашықтан оқиды.
whatsapp-example-usual = 0–4-сынып оқушылары үшін сабақтар әдеттегі кесте бойынша өтеді.
whatsapp-example-source = № 1 мектеп
whatsapp-example-place = осы ұйымда (Қостанай қаласының білім бөлімі)
whatsapp-example-when = 2026 жылғы 16 қаңтар, жұма. Бірінші ауысым.
whatsapp-example-details = Себебі: ауа райының қолайсыздығы (−27 °C, жел 6 м/с). Тек 2026 жылғы 16 қаңтар күні қолданылады. Өзгеріс болса, қосымша хабарлаймыз.
whatsapp-example-code = KST7Q2MD
