"""Lists of admitted and blocked MACs in the words of switches and of FreeRADIUS. Pure: text out of values."""

from collector.admission.cisco_ios import CiscoIos
from collector.admission.form import Form
from collector.admission.freeradius import FreeRadius
from collector.admission.h3c_comware import H3cComware
from collector.admission.huawei_vrp import HuaweiVrp
from collector.admission.ruijie_rgos import RuijieRgos

ALL_FORMS: tuple[Form, ...] = (HuaweiVrp(), H3cComware(), RuijieRgos(), CiscoIos(), FreeRadius())
"""Every form a list may be written in; `Form.name` is what the command calls it."""

FORMS = {form.name: form for form in ALL_FORMS}
