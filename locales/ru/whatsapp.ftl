# Texts that Meta approves before they may open a conversation in WhatsApp: a changed text needs a new name and a new
# approval (dispatch/whatsapp_texts.py). At most 1,024 characters with everything filled in; a variable stands neither
# first nor last, and never beside another one.

whatsapp-notice =
    Сообщение об учёбе. { $action }

    От кого: { $source }
    Где действует: { $place }
    Дата и смена: { $when }
    Что важно знать. { $details }

    Код проверки: { $code }

    Вы подписаны на сообщения своей организации образования.
whatsapp-revocation =
    Сообщение об учёбе. Приказ отменён. { $usual }

    От кого: { $source }
    Где действовал: { $place }
    Дата и смена: { $when }

    Код проверки: { $code }

    Вы подписаны на сообщения своей организации образования.
whatsapp-narrowed =
    Сообщение об учёбе. Приказ изменён и вашего класса больше не касается. Занятия проходят по обычному расписанию.

    От кого: { $source }
    Где действует: { $place }
    Дата и смена: { $when }

    Код проверки: { $code }

    Вы подписаны на сообщения своей организации образования.
whatsapp-staff-order =
    Приказ вашей организации. { $action }

    От кого: { $source }
    Где действует: { $place }
    Дата и смена: { $when }
    Что важно знать. { $details }

    Код проверки: { $code }

    Нажмите «Ознакомлен(а)»: так организация увидит, что вы прочли приказ.
whatsapp-staff-link =
    Приказ вашей организации. { $action }

    От кого: { $source }
    Где действует: { $place }
    Дата и смена: { $when }
    Что важно знать. { $details }

    Код проверки: { $code }

    Нажмите «Ознакомлен(а)». Текст для чата класса и список семей откроются по второй кнопке.

# Where an order holds, after its label; a department's order may also name organisations.
whatsapp-place-own = в этой организации ({ $places })
whatsapp-place-all = во всех организациях ({ $places })

whatsapp-button-acquainted = Ознакомлен(а)
whatsapp-button-open = Текст и список

# What the approver sees in the places of the variables.
whatsapp-example-action = Учащиеся 0–4 классов учатся дома, дистанционно.
whatsapp-example-usual = Учащиеся 0–4 классов: занятия проходят по обычному расписанию.
whatsapp-example-source = Школа № 1
whatsapp-example-place = в этой организации (Отдел образования города Костаная)
whatsapp-example-when = 16 января 2026 года, пятница. Первая смена.
whatsapp-example-details = Причина: неблагоприятные погодные условия (−27 °C, ветер 6 м/с). Действует только 16 января 2026 года. Если что-то изменится, сообщим отдельно.
whatsapp-example-code = KST7Q2MD
