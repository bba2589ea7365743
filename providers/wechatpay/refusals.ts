/**
 * Every way in which a request can be refused: its HTTP status, WeChat Pay's code and words, and how to
 * provoke it. The words are those of real answers or of WeChat Pay's documentation where one was found in
 * public; the README says where. The number is what ends `Request-ID` (wechatpay-skills, 排障手册).
 */
export const REFUSALS = {
  // The gateway itself.
  no_user_agent: [400, 'INVALID_REQUEST', 'Http头缺少Accept或User-Agent', 'leave out Accept or User-Agent'],
  authorization_malformed: [
    401,
    'SIGN_ERROR',
    'Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》',
    'leave out Authorization, or one of its five values',
  ],
  authorization_scheme: [
    401,
    'SIGN_ERROR',
    'Http头Authorization认证类型不正确',
    'another scheme in Authorization',
  ],
  timestamp_outside_window: [
    401,
    'SIGN_ERROR',
    'Http头Authorization中的timestamp与发起请求的时间不得超过5分钟',
    'a timestamp more than 5 minutes off',
  ],
  unknown_merchant: [401, 'SIGN_ERROR', '签名错误', 'another mchid in Authorization'],
  unknown_serial: [
    401,
    'SIGN_ERROR',
    '商户证书序列号有误。请使用签名私钥匹配的证书序列号',
    'another serial_no in Authorization',
  ],
  signature_mismatch: [
    401,
    'SIGN_ERROR',
    '错误的签名，验签失败',
    'sign another string, or with another key',
    268443699,
  ],
  nonce_used: [
    401,
    'SIGN_ERROR',
    '签名信息错误，随机串nonce_str已被使用',
    'send the same signed request twice',
  ],
  unknown_platform_serial: [
    400,
    'PARAM_ERROR',
    '平台证书序列号Wechatpay-Serial错误',
    'a sensitive field with a Wechatpay-Serial that is none of ours',
  ],
  missing_platform_serial: [
    400,
    'PARAM_ERROR',
    'HTTP header缺少微信支付平台证书序列号(Wechatpay-Serial)',
    'a sensitive field without Wechatpay-Serial',
  ],
  undecipherable_field: [
    400,
    'PARAM_ERROR',
    '敏感信息字段解密失败',
    'a sensitive field encrypted for another key',
  ],
  body_too_large: [400, 'PARAM_ERROR', '请求体过大', 'a body over 1 MiB'],
  body_not_json: [400, 'PARAM_ERROR', '请求体不是合法的JSON对象', 'a body that is no JSON object'],
  parameter_wrong: [400, 'PARAM_ERROR', '参数错误', 'leave out or malform a parameter', 268435461],
  system_error: [500, 'SYSTEM_ERROR', '系统错误', 'the fault server_error'],
  too_frequent: [
    429,
    'FREQUENCY_LIMITED',
    '请求频率超过限制',
    'more requests a second than allowed',
    268447840,
  ],

  // Who may do it.
  merchant_mismatch: [
    400,
    'INVALID_REQUEST',
    'http header中的mchid与post payload中的mchid不匹配',
    'another mchid in the parameters than in Authorization',
  ],
  appid_mismatch: [
    400,
    'APPID_MCHID_NOT_MATCH',
    'appid和mch_id不匹配，请检查后再试',
    'another appid',
    268445527,
  ],
  no_relation_to_sub_merchant: [
    403,
    'NO_AUTH',
    '受理关系不存在',
    'a sub_mchid that is not the merchant’s',
    268443701,
  ],
  sub_merchant_is_self: [
    400,
    'INVALID_REQUEST',
    '子商户mchid不能与自身mchid相同',
    'the merchant’s own mchid as sub_mchid',
    268443705,
  ],
  order_of_other_sub_merchant: [
    400,
    'INVALID_REQUEST',
    '子商户号和订单信息不匹配',
    'another sub_mchid than the order’s',
    268447845,
  ],

  // Orders.
  order_not_exist: [404, 'ORDER_NOT_EXIST', '订单不存在', 'a number that no order has', 268512771],
  order_paid: [400, 'ORDER_PAID', '该订单已支付', 'pay the order first', 268498689],
  order_closed: [400, 'ORDER_CLOSED', '订单已关闭', 'close the order first, or let it expire', 268447914],
  out_trade_no_used: [
    403,
    'OUT_TRADE_NO_USED',
    '请求重入时，参数与首次请求时不一致',
    'the same out_trade_no with other parameters',
    268498688,
  ],
  time_expire_passed: [400, 'PARAM_ERROR', 'time_expire时间过期', 'a time_expire that has passed', 268435464],
  openid_wrong: [400, 'INVALID_REQUEST', '无效的openid', 'an openid that does not begin with o'],
  openid_missing: [400, 'PARAM_ERROR', 'JSAPI支付必须传openid', 'leave out payer.openid', 268501013],
  only_reversible: [
    403,
    'RULE_LIMIT',
    '当前交易不允许进行普通关单（只能撤销）',
    'close a barcode payment',
    268449641,
  ],
  combined_order_apart: [403, 'RULE_LIMIT', '合单订单不支持单独关单', 'close one part of a combined order'],
  auth_code_invalid: [403, 'TRADE_ERROR', '付款码无效，请重新扫码', 'an auth_code that no phone shows'],
  auth_code_used: [403, 'TRADE_ERROR', '付款码已被使用，请重新扫码', 'the same auth_code twice'],
  buyer_short_of_money: [403, 'NOT_ENOUGH', '用户账户余额不足', 'a barcode of a phone without money'],
  user_paying: [202, 'USERPAYING', '需要用户输入支付密码', 'a barcode payment over 1000 yuan'],
  not_barcode_order: [403, 'TRADE_ERROR', '非付款码支付订单不支持撤销', 'reverse an order of another kind'],
  reversal_too_late: [403, 'TRADE_ERROR', '订单已超过可撤销时间', 'reverse after the day of payment'],
  order_refunded: [403, 'TRADE_ERROR', '订单已发生退款，不支持撤销', 'reverse after a refund'],

  // Refunds.
  paid_order_not_exist: [
    404,
    'RESOURCE_NOT_EXISTS',
    '订单不存在',
    'a number that no order has, or one that is not paid',
    268512771,
  ],
  refund_not_exist: [404, 'RESOURCE_NOT_EXISTS', '退款单不存在', 'a number that no refund has'],
  order_reference_missing: [
    400,
    'PARAM_ERROR',
    'transaction_id和out_trade_no不能同时为空',
    'neither transaction_id nor out_trade_no',
  ],
  order_total_differs: [400, 'INVALID_REQUEST', '订单金额不一致', 'another amount.total than the order’s'],
  refund_exceeds_order: [
    400,
    'INVALID_REQUEST',
    '退款金额大于订单可退金额',
    'refund more than is left of the order',
  ],
  refund_differs: [
    400,
    'INVALID_REQUEST',
    '您的请求参数与订单信息不一致',
    'the same out_refund_no with other parameters',
  ],
  refunds_too_many: [400, 'INVALID_REQUEST', '退款次数超过限制', 'a 51st refund'],
  refund_period_over: [400, 'TRADE_OVERDUE', '订单已超过退款期限', 'refund after a year'],
  merchant_short_of_money: [
    403,
    'NOT_ENOUGH',
    '基本账户余额不足，请充值后重新发起',
    'refund what was shared or paid out already',
  ],
  frozen_short_of_money: [
    403,
    'NOT_ENOUGH',
    '订单剩余冻结金额不足，请先解冻后再退款',
    'share, then refund more than is still frozen',
  ],
  buyer_account_closed: [
    403,
    'USER_ACCOUNT_ABNORMAL',
    '用户账号异常或已注销',
    'refund what was paid by closed_account',
  ],
  refund_not_abnormal: [
    400,
    'INVALID_REQUEST',
    '退款单状态不是退款异常',
    'apply-abnormal-refund for another refund',
  ],

  // Sharing.
  sharing_not_exist: [404, 'RESOURCE_NOT_EXISTS', '记录不存在', 'a number that no sharing has'],
  sharing_order_not_exist: [400, 'INVALID_REQUEST', '订单不存在', 'a transaction_id that no payment has'],
  not_a_sharing_order: [
    400,
    'INVALID_REQUEST',
    '非分账订单不支持分账',
    'an order without settle_info.profit_sharing',
  ],
  sharing_too_soon: [
    400,
    'INVALID_REQUEST',
    '订单处理中，请稍后重试',
    'share within a minute of the payment',
  ],
  sharing_finished: [
    400,
    'INVALID_REQUEST',
    '订单已完结分账，不支持分账',
    'share after everything was unfrozen',
  ],
  sharing_after_full_refund: [
    400,
    'INVALID_REQUEST',
    '订单已全额退款，不支持分账',
    'share after a refund in full',
  ],
  sharing_differs: [
    400,
    'INVALID_REQUEST',
    '分账接收方与原请求不一致',
    'the same out_order_no with other parameters',
  ],
  receivers_missing: [400, 'PARAM_ERROR', '分账接收方列表不能为空', 'neither receivers nor unfreezing'],
  receiver_twice: [400, 'INVALID_REQUEST', '分账接收方重复', 'one receiver twice in a request'],
  receiver_unrelated: [400, 'INVALID_REQUEST', '分账接收方关系不存在', 'a receiver that was not added'],
  sharing_exceeds_ratio: [
    400,
    'INVALID_REQUEST',
    '分账金额超出最大分账比例',
    'share more than 30 % of the order, less the fee',
  ],
  sharing_exceeds_rest: [403, 'NOT_ENOUGH', '分账金额不足', 'share more than is still frozen'],
  sharings_too_many: [400, 'INVALID_REQUEST', '分账次数超过限制', 'a 51st sharing of one order'],
  nothing_to_unfreeze: [403, 'NOT_ENOUGH', '分账金额为0', 'unfreeze when nothing is frozen any more'],
  ecommerce_sharing_only: [
    403,
    'NO_AUTH',
    '电商商户不允许调用非电商分账API',
    'an order of an e-commerce sub-merchant',
  ],
  no_ecommerce_merchant: [
    403,
    'NO_AUTH',
    '非电商商户暂不支持调用此API',
    'an order that is of no e-commerce sub-merchant',
  ],
  receiver_account_not_exist: [
    400,
    'INVALID_REQUEST',
    '账户不存在，请先点击充值',
    'the merchant 1600000404 as receiver',
  ],
  receiver_name_wrong: [
    400,
    'INVALID_REQUEST',
    '微信用户姓名与实名不一致',
    'the name 查无此人 for a receiver',
  ],
  receivers_too_many: [400, 'INVALID_REQUEST', '分账接收方数量超过限制', 'a 20001st receiver'],

  // Returns of shares.
  return_not_exist: [404, 'RESOURCE_NOT_EXISTS', '记录不存在', 'a number that no return has'],
  return_sharing_not_exist: [400, 'INVALID_REQUEST', '原分账单不存在', 'a number that no sharing has'],
  returner_not_in_sharing: [400, 'INVALID_REQUEST', '回退方不存在', 'a merchant that got no share'],
  return_exceeds_share: [400, 'INVALID_REQUEST', '回退金额超过原分账金额', 'return more than the share'],
  return_differs: [
    400,
    'INVALID_REQUEST',
    '回退请求与原请求不一致',
    'the same out_return_no with other parameters',
  ],
  returns_too_many: [400, 'INVALID_REQUEST', '回退次数超过限制', 'a 51st return of one order'],
  return_period_over: [400, 'INVALID_REQUEST', '已超过分账回退期限', 'return after 180 days'],
  return_not_allowed: [403, 'NO_AUTH', '回退方未开通分账回退功能', 'a return from the merchant 1600000403'],

  // Bills.
  bill_creating: [400, 'STATEMENT_CREATING', '请求的账单正在生成中', 'ask before 10 o’clock of the next day'],
  no_bill: [400, 'NO_STATEMENT_EXIST', '账单文件不存在', 'a day on which nothing happened'],
  bill_expired: [400, 'INVALID_REQUEST', '请求的账单日期已过期', 'a day more than three months ago'],
  bill_url_expired: [404, 'RESOURCE_NOT_EXISTS', '下载链接已失效', 'a download_url after 30 seconds'],

  // Combined orders.
  parts_number_wrong: [
    400,
    'PARAM_ERROR',
    '子单数量不符合要求',
    'fewer than 2 orders, more than 10, or one of them twice',
  ],
  sub_orders_differ: [
    400,
    'PARAM_ERROR',
    '子单信息与下单时不一致',
    'close with other sub-orders than were placed',
  ],

  // Funds of sub-merchants, and transfers.
  no_certificates: [
    404,
    'RESOURCE_NOT_EXISTS',
    '无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥。',
    'the rule platformCertificates: none',
  ],
  withdrawal_not_exist: [404, 'ORDER_NOT_EXIST', '提现单不存在', 'a number that no withdrawal has'],
  withdrawal_differs: [
    400,
    'INVALID_REQUEST',
    '提现请求与原请求不一致',
    'the same out_request_no with other parameters',
  ],
  balance_short: [403, 'NOT_ENOUGH', '账户可用余额不足', 'more than the available balance'],
  subsidy_differs: [
    400,
    'INVALID_REQUEST',
    '补差请求与原请求不一致',
    'the same number with other parameters',
  ],
  subsidy_cancelled: [400, 'INVALID_REQUEST', '订单已取消补差', 'add to an order after cancelling that'],
  subsidy_exceeds_order: [400, 'INVALID_REQUEST', '补差金额超过订单金额', 'add more than the order came to'],
  subsidy_return_exceeds: [
    400,
    'INVALID_REQUEST',
    '补差回退金额超过补差金额',
    'take back more than was added',
  ],
  advance_not_exist: [
    404,
    'RESOURCE_NOT_EXISTS',
    '垫付单不存在',
    'a refund that the platform did not advance',
  ],
  advance_period_over: [400, 'INVALID_REQUEST', '已超过垫付回补期限', 'after 90 days'],
  transfer_not_exist: [404, 'NOT_FOUND', '记录不存在', 'a number that no transfer has'],
  transfer_differs: [
    400,
    'ALREADY_EXISTS',
    '单号已存在，请求参数与原请求不一致',
    'the same out_bill_no with other parameters',
  ],
  transfer_not_cancellable: [
    400,
    'INVALID_REQUEST',
    '当前转账状态不允许撤销',
    'cancel when the user has confirmed, or nothing waits',
  ],
  batch_sum_differs: [
    400,
    'PARAM_ERROR',
    '转账总金额或总笔数与明细不一致',
    'totals that are not those of the details',
  ],
} as const satisfies Record<string, readonly [number, string, string, string, number?]>;

/** Names a refusal: what is wrong, in our words. The code that goes over the wire hangs on the endpoint too. */
export type Reason = keyof typeof REFUSALS;
