# How a reading, its source and everything doubtful about it are said.

# --- Figures ---------------------------------------------------------------------------------------
weather-temperature = { $value } °C
weather-temperature-unknown = температура неизвестна
weather-wind = ветер { $value } м/с
weather-wind-unknown = ветер неизвестен
weather-gust = порывы { $value } м/с
weather-visibility = видимость { $metres } м
weather-nmu = НМУ { $degree }-й степени
weather-nmu-days = НМУ { $degree }-й степени, { $days }-й день подряд
weather-none = надёжных показаний нет

weather-phenomenon-blizzard = метель
weather-phenomenon-low_visibility = плохая видимость
weather-phenomenon-ice = гололёд
weather-phenomenon-strong_wind = сильный ветер
weather-phenomenon-nmu = загрязнение воздуха
weather-phenomenon-dust = пыльная буря
weather-phenomenon-fog = туман
weather-phenomenon-smoke = задымление

# --- Where from, how old -----------------------------------------------------------------------------
weather-kind-observation = наблюдение
weather-kind-forecast = прогноз
weather-kind-warning = штормовое предупреждение

weather-source-metar = METAR аэродрома { $station }
weather-source-officer = введено дежурным
weather-source-other = { $source }
weather-source-none = источник не указан

weather-at = на { $time }
weather-age-minutes = { $minutes ->
    [one] { $minutes } минуту назад
    [few] { $minutes } минуты назад
   *[other] { $minutes } минут назад
}
weather-age-hours = { $hours } ч { $minutes } мин назад

# --- What a person must look at twice ----------------------------------------------------------------
weather-concern-no_data = нет ни одного пригодного показания
weather-concern-no_observation = фактического наблюдения нет, только прогноз ({ $source })
weather-concern-no_forecast = нет прогноза на часы, когда дети в пути
weather-concern-wind_unknown = скорость ветра неизвестна – это не значит, что ветра нет
weather-concern-temp_unknown = температура неизвестна
weather-concern-value_borrowed = часть значений взята из другого источника: { $source }
weather-concern-forecast_worse = по прогнозу погода ухудшится, когда дети будут в пути ({ $source })
weather-concern-sources_differ = источники расходятся ({ $source })
weather-concern-sources_disagree = источники сильно расходятся, показания нужно проверить ({ $source })
weather-concern-source_failed = источник не ответил ({ $source })
weather-concern-source_refused = данные источника отклонены как недостоверные ({ $source })
weather-concern-source_stale = данные источника устарели ({ $source })

weather-flag-temp_unusual = необычная температура
weather-flag-wind_unusual = необычная скорость ветра
weather-flag-gust_unusual = необычная скорость порывов
weather-flag-gust_below_mean = порывы слабее среднего ветра
weather-flag-gust_not_reported = порывы не сообщены, приняты равными среднему ветру
weather-flag-visibility_zero = видимость указана нулевой
weather-flag-dew_point_above_temp = точка росы выше температуры воздуха
weather-flag-out_of_season = значение не по сезону
weather-flag-step_large = резкий скачок после прошлого показания

# --- Limits of a table that were printed in figures --------------------------------------------------
weather-limit-most-degrees = { $value } °C и ниже
weather-limit-below-degrees = ниже { $value } °C
weather-limit-least-degrees = { $value } °C и выше
weather-limit-above-degrees = выше { $value } °C
weather-limit-most-speed = не более { $value } м/с
weather-limit-below-speed = менее { $value } м/с
weather-limit-least-speed = { $value } м/с и более
weather-limit-above-speed = более { $value } м/с

# --- What a table's print leaves open (thresholds.table.GapKind) ------------------------------------------
gap-open_inequality = не сказано, входит ли само число
gap-open_band = у промежутка нет нижней границы
gap-hole = для такой погоды в таблице нет строки
gap-overlap = две строки противоречат друг другу
gap-non_monotone = для более суровой погоды указано меньше классов
gap-range_as_bound = вместо предела напечатан промежуток
gap-misprint = в таблице опечатка
gap-missing_row = такой погоды в таблице нет
gap-not_stated = не названы классы или числа
gap-not_computable = условие дано словами, без числа
gap-sources_differ = источники таблицы расходятся
gap-practice_differs = на практике решают иначе
