"""The tables of switches, as text: who is behind which port. Pure.

Adding a dialect: its file, its line here, its fixtures in tests/fixtures/switches.
"""

from collector.imports.switch_tables.cisco_ios import DIALECT as CISCO_IOS
from collector.imports.switch_tables.dialect import Dialect
from collector.imports.switch_tables.h3c_comware import DIALECT as H3C_COMWARE
from collector.imports.switch_tables.huawei_vrp import DIALECT as HUAWEI_VRP
from collector.imports.switch_tables.ruijie_rgos import DIALECT as RUIJIE_RGOS

ALL_DIALECTS: tuple[Dialect, ...] = (HUAWEI_VRP, H3C_COMWARE, RUIJIE_RGOS, CISCO_IOS)
