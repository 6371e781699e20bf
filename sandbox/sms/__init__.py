"""The mobile network and two gateways into it: Mobizon and SMSC.kz."""
