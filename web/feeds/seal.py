"""The signature of CAP messages: enveloped XML Signature with the certificate in it (CAP 1.2, 3.3.4.1)."""

from collections import OrderedDict
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, SignatureConstructionMethod, SignatureMethod
from signxml.signer import XMLSigner

KEPT = 1_000


class BadSeal(ValueError):
    """Key and certificate cannot sign; the message says why and shows neither."""


@dataclass(slots=True)
class Seal:
    """Signs what it is given; the same message is signed once. Raises `BadSeal` for a key that does not fit."""

    key: bytes = field(repr=False)
    certificate: bytes = field(repr=False)
    _signed: OrderedDict[bytes, bytes] = field(default_factory=OrderedDict, repr=False)
    _method: SignatureMethod = SignatureMethod.RSA_SHA256

    def __post_init__(self) -> None:
        try:
            private = load_pem_private_key(self.key, password=None)
            certificate = load_pem_x509_certificate(self.certificate)
        except (ValueError, TypeError) as error:
            raise BadSeal("write a private key without a password and its certificate, both in PEM") from error
        if private.public_key() != certificate.public_key():
            raise BadSeal("the certificate belongs to another key")
        match private:
            case RSAPrivateKey():
                self._method = SignatureMethod.RSA_SHA256
            case EllipticCurvePrivateKey():
                self._method = SignatureMethod.ECDSA_SHA256
            case _:
                raise BadSeal("use an RSA or an elliptic-curve key")

    def sign(self, document: bytes) -> bytes:
        if document not in self._signed:
            self._signed[document] = self._seal(document)
            while len(self._signed) > KEPT:
                self._signed.popitem(last=False)
        return self._signed[document]

    def _seal(self, document: bytes) -> bytes:
        signer = XMLSigner(
            method=SignatureConstructionMethod.enveloped,
            signature_algorithm=self._method,
            c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
        )
        signed = signer.sign(etree.fromstring(document), key=self.key, cert=self.certificate.decode())
        return bytes(etree.tostring(signed, xml_declaration=True, encoding="UTF-8"))
