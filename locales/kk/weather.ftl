# How a reading, its source and everything doubtful about it are said.

# --- Figures ---------------------------------------------------------------------------------------
weather-temperature = { $value } °C
weather-temperature-unknown = температура белгісіз
weather-wind = жел { $value } м/с
weather-wind-unknown = жел белгісіз
weather-gust = желдің екпіні { $value } м/с
weather-visibility = көріну қашықтығы { $metres } м
weather-nmu = { $degree }-дәрежелі ҚМЖ
weather-nmu-days = { $degree }-дәрежелі ҚМЖ, қатарынан { $days }-күн
weather-none = сенімді көрсеткіш жоқ

weather-phenomenon-blizzard = боран
weather-phenomenon-low_visibility = нашар көріну
weather-phenomenon-ice = көктайғақ
weather-phenomenon-strong_wind = қатты жел
weather-phenomenon-nmu = ауаның ластануы
weather-phenomenon-dust = шаңды дауыл
weather-phenomenon-fog = тұман
weather-phenomenon-smoke = түтін басу

# --- Where from, how old -----------------------------------------------------------------------------
weather-kind-observation = бақылау
weather-kind-forecast = болжам
weather-kind-warning = дауылды ескерту

weather-source-metar = { $station } әуеайлағының METAR дерегі
weather-source-officer = кезекші енгізген
weather-source-other = { $source }
weather-source-none = дереккөзі көрсетілмеген

weather-at = { $time } жағдайы бойынша
weather-age-minutes = { $minutes ->
    [one] { $minutes } минут бұрын
   *[other] { $minutes } минут бұрын
}
weather-age-hours = { $hours } сағ { $minutes } мин бұрын

# --- What a person must look at twice ----------------------------------------------------------------
weather-concern-no_data = жарамды көрсеткіш мүлде жоқ
weather-concern-no_observation = нақты бақылау жоқ, тек болжам бар ({ $source })
weather-concern-no_forecast = балалар жолда болатын сағаттарға болжам жоқ
weather-concern-wind_unknown = желдің жылдамдығы белгісіз – бұл жел жоқ деген сөз емес
weather-concern-temp_unknown = температура белгісіз
weather-concern-value_borrowed = мәндердің бір бөлігі басқа дереккөзден алынды: { $source }
weather-concern-forecast_worse = болжам бойынша балалар жолда болатын кезде ауа райы нашарлайды ({ $source })
weather-concern-sources_differ = дереккөздердің мәліметі әртүрлі ({ $source })
weather-concern-sources_disagree = дереккөздердің мәліметі қатты алшақ, көрсеткішті тексеру қажет ({ $source })
weather-concern-source_failed = дереккөз жауап бермеді ({ $source })
weather-concern-source_refused = дереккөздің дерегі сенімсіз деп қабылданбады ({ $source })
weather-concern-source_stale = дереккөздің дерегі ескірген ({ $source })

weather-flag-temp_unusual = әдеттен тыс температура
weather-flag-wind_unusual = желдің әдеттен тыс жылдамдығы
weather-flag-gust_unusual = жел екпінінің әдеттен тыс жылдамдығы
weather-flag-gust_below_mean = желдің екпіні орташа желден әлсіз
weather-flag-gust_not_reported = желдің екпіні хабарланбаған, орташа желге тең деп алынды
weather-flag-visibility_zero = көріну қашықтығы нөл деп көрсетілген
weather-flag-dew_point_above_temp = шық нүктесі ауа температурасынан жоғары
weather-flag-out_of_season = мән маусымға сай емес
weather-flag-step_large = алдыңғы көрсеткіштен күрт ауытқу

# --- Limits of a table that were printed in figures --------------------------------------------------
weather-limit-most-degrees = { $value } градус және одан төмен
weather-limit-below-degrees = { $value } градустан төмен
weather-limit-least-degrees = { $value } градус және одан жоғары
weather-limit-above-degrees = { $value } градустан жоғары
weather-limit-most-speed = секундына { $value } метрден аспайды
weather-limit-below-speed = секундына { $value } метрден аз
weather-limit-least-speed = секундына { $value } метр және одан көп
weather-limit-above-speed = секундына { $value } метрден көп

# --- What a table's print leaves open (thresholds.table.GapKind) ------------------------------------------
gap-open_inequality = шекті санның өзі кіретіні айтылмаған
gap-open_band = аралықтың төменгі шегі жоқ
gap-hole = мұндай ауа райына кестеде жол жоқ
gap-overlap = екі жол бір-біріне қайшы
gap-non_monotone = қатаңырақ ауа райына аз сынып көрсетілген
gap-range_as_bound = шектің орнына аралық басылған
gap-misprint = кестеде қате басылған
gap-missing_row = кестеде мұндай ауа райы жоқ
gap-not_stated = сыныптар немесе сандар аталмаған
gap-not_computable = шарт санмен емес, сөзбен берілген
gap-sources_differ = кестенің дереккөздері әртүрлі айтады
gap-practice_differs = іс жүзінде басқаша шешіледі
