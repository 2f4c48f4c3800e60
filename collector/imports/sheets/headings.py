"""Headings as units write them, and the fields of the register they stand for (domain.md §3.1, §3.4 cases 4, 5, 30)."""

import re
from enum import StrEnum
from functools import lru_cache

from protocol.notation import to_ascii


class Field(StrEnum):
    """A column of the ledger's sheets. What the register has no place for is recognised and told, not taken."""

    REG_NO = "reg_no"
    UNIT = "unit"
    USCC = "uscc"
    REGION = "region"
    ACCESS_CLASS = "access_class"
    DEPARTMENT = "department"
    USER = "user"
    USER_STAFF_NO = "user_staff_no"
    USER_TITLE = "user_title"
    MOBILE = "mobile"
    OFFICE_PHONE = "office_phone"
    PLEDGE = "pledge"
    OWNER = "owner"
    OWNER_STAFF_NO = "owner_staff_no"
    OWNER_MOBILE = "owner_mobile"
    LOCATION = "location"
    BUILDING = "building"
    ROOM = "room"
    OUTLET_NO = "outlet_no"
    TERMINAL_TYPE = "terminal_type"
    BRAND = "brand"
    MODEL = "model"
    SERIAL_NO = "serial_no"
    ASSET_NO = "asset_no"
    DISK_SERIAL = "disk_serial"
    OS_NAME = "os_name"
    OS_VERSION = "os_version"
    CPU_ARCH = "cpu_arch"
    IS_XINCHUANG = "is_xinchuang"
    HOSTNAME = "hostname"
    ADDRESSES = "addresses"
    SEGMENT = "segment"
    MACS = "macs"
    SHARED_MACS = "shared_macs"
    NETMASK = "netmask"
    GATEWAY = "gateway"
    RESOLVERS = "resolvers"
    IP_MODE = "ip_mode"
    SWITCH_NAME = "switch_name"
    SWITCH_PORT = "switch_port"
    VLAN = "vlan"
    ACCESS_DOMAIN = "access_domain"
    ACCESS_METHOD = "access_method"
    ACCESS_MODE = "access_mode"
    ACCESS_WINDOW = "access_window"
    PURPOSE = "purpose"
    IMPORTANCE = "importance"
    AV_INSTALLED = "av_installed"
    ANTIVIRUS = "antivirus"
    AGENT_EXPECTED = "agent_expected"
    AGENT_INSTALLED = "agent_installed"
    AGENT_ID = "agent_id"
    IS_SHARED = "is_shared"
    IS_TEMPORARY = "is_temporary"
    APPLICANT = "applicant"
    APPLY_DATE = "apply_date"
    APPLY_NO = "apply_no"
    REVIEWER = "reviewer"
    REVIEW_DATE = "review_date"
    APPROVER = "approver"
    APPROVE_DATE = "approve_date"
    OPINION = "opinion"
    ONLINE_DATE = "online_date"
    EXPIRES = "expires"
    STATUS = "status"
    REMARK = "remark"
    ROW_NO = "row_no"
    ID_NUMBER = "id_number"


NOT_KEPT = frozenset({Field.ROW_NO, Field.ID_NUMBER, Field.AGENT_INSTALLED, Field.AGENT_ID})
"""Recognised, of which a file changes nothing: an agent's presence is what the register knows itself."""
OF_UNIT = frozenset({Field.USCC, Field.REGION, Field.ACCESS_CLASS})
"""What a row says of its unit: compared with what the register has, never taken from a terminal's row."""

HEADINGS: dict[Field, str] = {
    Field.REG_NO: "登记编号",
    Field.UNIT: "单位名称",
    Field.USCC: "统一社会信用代码",
    Field.REGION: "行政区划代码",
    Field.ACCESS_CLASS: "接入类别",
    Field.DEPARTMENT: "科室",
    Field.USER: "使用人",
    Field.USER_STAFF_NO: "使用人工号",
    Field.USER_TITLE: "职务",
    Field.MOBILE: "联系电话",
    Field.OFFICE_PHONE: "办公电话",
    Field.PLEDGE: "保密承诺书",
    Field.OWNER: "责任人",
    Field.OWNER_STAFF_NO: "责任人工号",
    Field.OWNER_MOBILE: "责任人电话",
    Field.LOCATION: "办公地点",
    Field.BUILDING: "楼栋",
    Field.ROOM: "房间号",
    Field.OUTLET_NO: "信息点编号",
    Field.TERMINAL_TYPE: "终端类型",
    Field.BRAND: "品牌",
    Field.MODEL: "型号",
    Field.SERIAL_NO: "序列号",
    Field.ASSET_NO: "资产编号",
    Field.DISK_SERIAL: "硬盘序列号",
    Field.OS_NAME: "操作系统",
    Field.OS_VERSION: "操作系统版本",
    Field.CPU_ARCH: "CPU架构",
    Field.IS_XINCHUANG: "是否信创",
    Field.HOSTNAME: "计算机名",
    Field.ADDRESSES: "IP地址",
    Field.SEGMENT: "网段",
    Field.MACS: "MAC地址",
    Field.SHARED_MACS: "共用网卡MAC",
    Field.NETMASK: "子网掩码",
    Field.GATEWAY: "网关",
    Field.RESOLVERS: "DNS",
    Field.IP_MODE: "IP获取方式",
    Field.SWITCH_NAME: "接入交换机",
    Field.SWITCH_PORT: "端口",
    Field.VLAN: "VLAN",
    Field.ACCESS_DOMAIN: "接入域",
    Field.ACCESS_METHOD: "接入方式",
    Field.ACCESS_MODE: "接入模式",
    Field.ACCESS_WINDOW: "允许接入时段",
    Field.PURPOSE: "用途",
    Field.IMPORTANCE: "重要程度",
    Field.AV_INSTALLED: "是否安装防病毒",
    Field.ANTIVIRUS: "防病毒产品",
    Field.AGENT_EXPECTED: "应装客户端",
    Field.AGENT_INSTALLED: "是否安装客户端",
    Field.AGENT_ID: "客户端编号",
    Field.IS_SHARED: "是否公用",
    Field.IS_TEMPORARY: "是否临时",
    Field.APPLICANT: "申请人",
    Field.APPLY_DATE: "申请日期",
    Field.APPLY_NO: "申请编号",
    Field.REVIEWER: "部门审核人",
    Field.REVIEW_DATE: "审核日期",
    Field.APPROVER: "审批人",
    Field.APPROVE_DATE: "审批日期",
    Field.OPINION: "审批意见",
    Field.ONLINE_DATE: "开通日期",
    Field.EXPIRES: "有效期至",
    Field.STATUS: "状态",
    Field.REMARK: "备注",
}
"""The customary headings in the customary order: what an export has."""

# fmt: off
_SYNONYMS: dict[Field, str] = {
    Field.REG_NO: "编号 登记号 备案号 备案编号 台账编号 终端编号",
    Field.UNIT: "单位 使用单位 所属单位 单位全称 接入单位 填报单位 部门单位 所在单位 责任单位 单位名",
    Field.DEPARTMENT: (
        "科室名称 处室 股室 部门 部门名称 部门科室 科室部门 部门处室 所属部门 所属科室 所在部门 所在科室 "
        "使用部门 使用科室 内设机构 业务科室 处(科)室"
    ),
    Field.USER: (
        "姓名 用户 用户名 用户姓名 使用者 使用人员 使用人姓名 使用人(实名) 真实姓名 保管人 领用人 实名 "
        "人员姓名"
    ),
    Field.USER_STAFF_NO: "工号 人员编号 职工号 员工号 使用人编号",
    Field.USER_TITLE: "职务职称 岗位 使用人职务",
    Field.MOBILE: (
        "电话 手机 手机号 手机号码 移动电话 联系方式 联系手机 电话号码 使用人电话 使用人手机 手机电话"
    ),
    Field.OFFICE_PHONE: "座机 固定电话 办公室电话 固话",
    Field.OWNER: "负责人 责任人姓名 管理人 安全责任人 终端责任人 设备责任人",
    Field.OWNER_STAFF_NO: "责任人编号",
    Field.OWNER_MOBILE: "责任人联系电话 责任人手机 责任人联系方式 负责人电话 责任人手机号",
    Field.BUILDING: "楼宇 大楼 楼号 楼栋号 所在楼栋 办公楼",
    Field.ROOM: "房间 房号 办公室 房间编号 办公室号 门牌号",
    Field.OUTLET_NO: "信息点 信息点位 网络信息点 墙插编号 点位 面板号 信息点号 点位编号",
    Field.TERMINAL_TYPE: "类型 设备类型 设备类别 终端类别 资产类型 设备名称 资产名称 计算机类型 类别",
    Field.BRAND: "厂商 厂家 生产厂商 设备品牌 制造商 终端品牌 计算机品牌",
    Field.MODEL: "设备型号 规格型号 机型 终端型号 型号规格 计算机型号",
    Field.SERIAL_NO: (
        "SN SN号 SN码 S/N 机器序列号 主机序列号 出厂编号 设备序列号 整机序列号 出厂序列号 设备SN "
        "产品序列号"
    ),
    Field.DISK_SERIAL: "硬盘号 硬盘编号 硬盘SN 硬盘序号 硬盘物理序列号",
    Field.ASSET_NO: "资产号 固定资产编号 固资编号 资产编码 资产卡片号 固定资产号",
    Field.OS_NAME: "系统 OS 操作系统及版本 操作系统类型 操作系统名称",
    Field.HOSTNAME: "主机名 计算机名称 电脑名 机器名 设备名 主机名称 电脑名称 机器名称",
    Field.ADDRESSES: (
        "IP IP地址v4 IPv4 IPv4地址 IPv6 IPv6地址 网络地址 IP地址段 政务外网IP 外网IP 电脑IP 本机IP "
        "内网IP 终端IP"
    ),
    Field.SEGMENT: "所在网段 网段名称",
    Field.MACS: (
        "MAC 物理地址 网卡地址 网卡MAC MAC物理地址 网卡物理地址 硬件地址 MAC码 有线MAC 无线MAC "
        "有线MAC地址 无线MAC地址 网卡MAC地址 以太网地址 本机MAC"
    ),
    Field.SHARED_MACS: "共享网卡MAC 扩展坞MAC 共用MAC",
    Field.SWITCH_NAME: "交换机 交换机名称 上联交换机 接入交换机名称 接入设备 所接交换机",
    Field.SWITCH_PORT: "交换机端口 端口号 接口 接入端口 交换机端口号 接入交换机端口",
    Field.VLAN: "VLANID VLAN号 VLAN编号 所属VLAN",
    Field.ACCESS_DOMAIN: "网络域 安全域 接入网络域 所属域 业务域 接入区域",
    Field.ACCESS_MODE: "使用模式 上网模式 接入模式(分时)",
    Field.PURPOSE: "用途说明 承载业务 主要用途 业务系统 使用用途 设备用途",
    Field.IMPORTANCE: "重要性 重要等级 重要级别",
    Field.IS_SHARED: "公用 公用/专用 公用/私用 是否共用 公用专用 公用或专用 公用私用 公私用",
    Field.AGENT_EXPECTED: "应装代理 是否应装客户端",
    Field.EXPIRES: "有效期 有效期限 到期时间 到期日期 截止日期 有效日期 失效日期 使用期限",
    Field.STATUS: "当前状态 使用状态 终端状态 设备状态 在网状态",
    Field.REMARK: "说明 备注说明 其他 其它",
    Field.ROW_NO: "序号 序 No 行号 序列",
    Field.ID_NUMBER: "身份证号 身份证 身份证号码 公民身份号码 证件号码",
    Field.USCC: "统一社会信用代码 信用代码 社会信用代码 机构代码",
    Field.APPLY_DATE: "申请时间 登记日期 登记时间",
    Field.ONLINE_DATE: "开通日期 入网日期 入网时间 开通时间 启用日期 接入时间 接入日期 启用时间 上线日期",
    Field.AV_INSTALLED: "是否安装杀毒软件 是否安装防病毒软件 是否装杀毒软件 安装杀毒软件 是否安装杀毒",
    Field.LOCATION: "地点 位置 存放地点 安装位置 所在位置 物理位置 放置地点 所处位置 办公位置 安装地点 所在地点",
    Field.OS_VERSION: "系统版本 OS版本 系统版本号 操作系统版本号",
    Field.CPU_ARCH: "架构 CPU类型 处理器架构 芯片架构 指令集 CPU",
    Field.IS_XINCHUANG: "信创 是否国产化 国产化 是否信创终端 信创终端 是否国产 信创设备",
    Field.NETMASK: "掩码 网络掩码 子网",
    Field.GATEWAY: "默认网关 网关地址 网关IP",
    Field.RESOLVERS: "DNS服务器 DNS地址 首选DNS 备用DNS DNS1 DNS2 域名服务器",
    Field.IP_MODE: "IP分配方式 地址获取方式 IP地址获取方式 获取方式 IP类型",
    Field.ACCESS_METHOD: "联网方式 网络接入方式 连接方式 入网方式",
    Field.ACCESS_WINDOW: "接入时段 允许时段 使用时段 接入时间段 允许接入时间",
    Field.ANTIVIRUS: "防病毒 防病毒软件 杀毒软件 杀毒软件名称 防病毒软件名称 杀毒产品 安全软件",
    Field.AGENT_INSTALLED: "客户端 是否装客户端 已装客户端 客户端安装情况 是否已安装客户端",
    Field.AGENT_ID: "客户端ID 代理编号 客户端标识",
    Field.IS_TEMPORARY: "临时 临时接入 临时终端 是否临时接入 是否临时终端",
    Field.PLEDGE: "是否签订保密承诺书 承诺书 保密承诺 是否签订承诺书 保密承诺书签订",
    Field.REGION: "行政区划 区划代码 行政区代码 区划",
    Field.ACCESS_CLASS: "接入部门类别 单位类别 接入单位类别",
    Field.APPLICANT: "申请人姓名 经办人",
    Field.APPLY_NO: "申请单号 申请单编号 申请表编号 审批单号 工单号",
    Field.REVIEWER: "审核人 部门审核人姓名 科室负责人 审核人姓名",
    Field.REVIEW_DATE: "审核时间 部门审核日期 部门审核时间",
    Field.APPROVER: "批准人 审批人姓名 审批领导 批准领导",
    Field.APPROVE_DATE: "审批时间 批准日期 批准时间",
    Field.OPINION: "审批结果 批准意见",
}
# fmt: on
# What headings hold in traditional characters, letter by letter.
_TRADITIONAL = str.maketrans(
    "單稱話電號機處責類統備註網絡碼門職務聯繫係樓間終產編體資財動狀態員範圍應裝蟲戶頁實過辦設規錄開關時屬續證請審報國臨諾書構線許殺軟領負",
    "单称话电号机处责类统备注网络码门职务联系系楼间终产编体资财动状态员范围应装虫户页实过办设规录开关时属续证请审报国临诺书构线许杀软领负",
)
_NOTES = re.compile(r"\((?:必填|选填|可选|非必填|必须|请填写[^)]*|格式[^)]*|例[^)]*|如[^)]*)\)|【[^】]*】|\[[^\]]*\]")
_INVISIBLE = re.compile(r"[\s*:\u00a0\u200b-\u200f\u2060\ufeff]+|[★☆√]")
_PARENTHESES = re.compile(r"\([^()]*\)")


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """A heading without line breaks, blanks, asterisks, colons and notes, in simplified characters and ASCII."""
    plain = _INVISIBLE.sub("", to_ascii(text)).translate(_TRADITIONAL)
    return _NOTES.sub("", plain).upper()


_KNOWN: dict[str, Field] = {folded(heading): name for name, heading in HEADINGS.items()} | {
    folded(word): name for name, words in _SYNONYMS.items() for word in words.split()
}


@lru_cache(maxsize=4096)
def field_of(text: str) -> Field | None:
    """The field a heading stands for, in any of its usual words; None for any other text."""
    if not text or len(text) > 60:
        return None
    plain = folded(text)
    found = _KNOWN.get(plain) or _KNOWN.get(_PARENTHESES.sub("", plain))
    return found or _KNOWN.get(plain.replace("/", "").replace("、", "").replace("及", ""))


def field_named(text: str) -> Field | None:
    """The field a person named in a correction: by its identifier, or by any heading for it."""
    return next((item for item in Field if item.value == text.strip().lower()), None) or field_of(text)
