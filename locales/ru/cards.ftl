# The cards on which a signer decides.

# --- Titles ------------------------------------------------------------------------------------------
card-draft = Проект приказа, редакция { $revision }
card-question = Нужно ваше решение (редакция { $revision }): в таблице ответа нет
card-countersign = Приказ управления ждёт вашей подписи, редакция { $revision }
card-silent = Руководитель ещё не ответил. Вы его замещаете: примите, пожалуйста, решение.
card-silent-department = Школа ещё не приняла решение по проекту приказа. Свяжитесь, пожалуйста, с руководителем.

# --- What it rests on ----------------------------------------------------------------------------------
card-weather = Погода: { $figures }
card-weather-origin = { $origin }
card-weather-origin-age = { $origin }, { $age }
card-table-row = Таблица: «{ $raw }»
card-proposal =
    Предлагается:
    { $action }
card-decided =
    В приказе:
    { $action }
card-table-proposed = По таблице: { $grades }.
card-nobody = занятия по расписанию
card-changed = Почему изменено: «{ $reason }».
card-prepared = Подготовил(а): { $name }, { $time }.

# --- How many ------------------------------------------------------------------------------------------
card-size = Охват: { $parts }.
card-size-organisations = { $count ->
    [one] { $count } организация
    [few] { $count } организации
   *[other] { $count } организаций
}
card-size-classes = { $count ->
    [one] { $count } класс
    [few] { $count } класса
   *[other] { $count } классов
}
card-size-families = { $count ->
    [one] { $count } человек в семьях
    [few] { $count } человека в семьях
   *[other] { $count } человек в семьях
}

# --- When ----------------------------------------------------------------------------------------------
card-window-left = Семьям: { $opens }–{ $closes }, до конца { $left }.
card-window-closed = Время оповещения семей ({ $opens }–{ $closes }) прошло.
card-at-once = Семьям – сразу после вашей подписи.
card-department-window = Отделу образования: { $opens }–{ $closes }, сообщим сами.
card-finish = Рассылка закончится около { $time }.
card-finish-late = Рассылка закончится около { $time }: вовремя дойдёт не до всех. Начните обзванивать семьи сразу.
card-left-minutes = { $minutes ->
    [one] { $minutes } минута
    [few] { $minutes } минуты
   *[other] { $minutes } минут
}
card-left-hours = { $hours } ч { $minutes } мин

# --- Worries -------------------------------------------------------------------------------------------
card-attention = ВНИМАНИЕ
card-point = – { $words }
card-flag = проверьте: { $flag }
card-near = не хватило одного условия ({ $missing }); с ним дома – { $grades }
card-near-unknown = неизвестно: { $missing }; если условие выполнено, дома – { $grades }
card-ambiguous = таблица неоднозначна: { $words }
card-missing-temperature = температура
card-missing-wind = ветер
card-missing-gust = порывы ветра
card-missing-nmu-degree = степень НМУ
card-missing-nmu-days = число дней НМУ
card-missing-danger = подтверждение опасности для детей
card-missing-settlement = город или село
card-missing-shift = смена
card-missing-forecast = пока только в прогнозе
card-missing-agreement-of-sources = согласованность источников
card-lacks-regime = не указан режим работы: без него утвердить нельзя
card-lacks-responsible = не указаны ответственные за ознакомление: без них утвердить нельзя
card-lacks-duty_teachers = не указаны дежурные педагоги: без них утвердить нельзя

# --- What has become of it -------------------------------------------------------------------------------
card-state-returned = Возвращён на доработку: «{ $reason }».
card-state-approved = Утверждён: { $name }, { $time }.
card-state-rejected = Не утверждён: занятия по расписанию.
card-state-expired = Не утверждён в срок, силы не имеет.
card-state-completed = Срок действия приказа закончился.
card-state-revoked = Отменён: «{ $reason }».
card-state-amended = Заменён другим приказом.

# --- Buttons -------------------------------------------------------------------------------------------
card-button-approve = Утвердить: { $grades }
card-button-countersign = Подписать и разослать
card-button-choose = Выбрать классы
card-button-return = Вернуть на доработку
card-button-reject = Уроки по расписанию
card-button-reject-department = Отклонить
card-cost-question = { $people ->
    [one] Ещё { $people } человека
   *[other] Ещё { $people } человек
} можно оповестить только платным сообщением (SMS). Это будет стоить не больше { $most } ₸ на весь приказ, установленный предел – { $limit } ₸.
card-cost-otherwise = Без вашего подтверждения эти семьи останутся в списке для обзвона у классных руководителей.
card-button-spend = Отправить, до { $most } ₸
bot-spend-recorded = Подтверждено: платные сообщения отправляются
bot-spend-repeated = Уже подтверждено
bot-spend-over = Приказ больше не рассылается
bot-spend-not_yours = Это решает тот, кто подписывает приказ
card-stage = { $channel ->
    [telegram] Telegram
    [whatsapp] WhatsApp
    [sms] SMS
   *[other] { $channel }
} – { $people ->
    [one] { $people } человек
    [few] { $people } человека
   *[other] { $people } человек
}, до { $time }
card-stages = По каналам: { $stages }.
card-helps = Что поможет: { $helps }.
card-help-now = утвердить сейчас: время оповещения уже идёт
card-help-next_channel = следующий канал (WhatsApp, SMS) начнёт раньше сам
card-help-paid = платная рассылка Telegram (до 1000 сообщений в секунду)
card-help-account = ещё один бот, номер или договор на SMS
card-unreachable = Сразу в списке для обзвона у классных руководителей: { $people ->
    [one] { $people } человек
    [few] { $people } человека
   *[other] { $people } человек
}, написать им некуда.
card-short = { $channel ->
    [whatsapp] WhatsApp
   *[other] { $channel }
}: за сутки можно написать { $limit } людям, а нужно { $people }. Остальным сообщим следующим каналом.
card-cost = Платные сообщения семьям: ожидается { $expected } ₸, не больше { $most } ₸.
card-cost-limit = Предел на приказ – { $limit } ₸. Сверх него ничего не отправим, пока вы не подтвердите отдельно.
