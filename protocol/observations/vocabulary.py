"""Field shapes that several messages share."""

from typing import Annotated

from protocol.identity import AdapterId
from protocol.schema import Field

AdapterRef = Annotated[AdapterId, Field("the adapter, by its stable identity", most=32)]
InterfaceName = Annotated[
    str, Field("name at the moment of looking; a label, never a key", most=15, source="IFNAMSIZ, linux/if.h")
]
Wall = Annotated[int, Field("microseconds since 1970-01-01T00:00:00Z by this PC's clock")]
VendorId = Annotated[
    str | None, Field("USB or PCI vendor id, four hex digits", most=4, source="sysfs idVendor, vendor")
]
ProductId = Annotated[
    str | None, Field("USB or PCI product id, four hex digits", most=4, source="sysfs idProduct, device")
]
Driver = Annotated[
    str | None, Field("kernel driver bound to the device; null: none", most=64, source="sysfs device/driver")
]
BusPath = Annotated[
    str,
    Field(
        "where the device sits: 0000:00:1f.6, 1-2:1.0; a virtual link's kind and name",
        most=128,
        source="sysfs device link",
    ),
]
