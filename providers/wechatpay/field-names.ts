/** What WeChat Pay calls its fields when it complains of one; the name itself where none is known. */
const NAMES: Readonly<Record<string, string>> = {
  appid: '应用ID',
  mchid: '商户号',
  sp_appid: '服务商应用ID',
  sp_mchid: '服务商户号',
  sub_appid: '子商户应用ID',
  sub_mchid: '子商户号',
  description: '商品描述',
  out_trade_no: '商户订单号',
  transaction_id: '微信支付订单号',
  notify_url: '通知地址',
  attach: '附加数据',
  time_expire: '交易结束时间',
  total: '总金额',
  total_amount: '标价金额',
  currency: '货币类型',
  openid: '用户标识',
  payer_client_ip: '用户终端IP',
  out_refund_no: '商户退款单号',
  refund: '退款金额',
  reason: '退款原因',
  out_order_no: '商户分账单号',
  receivers: '分账接收方列表',
  account: '分账接收方帐号',
  receiver_account: '分账接收方帐号',
  amount: '金额',
  unfreeze_unsplit: '是否解冻剩余未分资金',
  out_return_no: '商户回退单号',
  return_mchid: '回退商户号',
  relation_type: '与分账方的关系类型',
  bill_date: '账单日期',
  auth_code: '付款码',
};

/** @param path from the request's root down, such as `['amount', 'total']` */
export function fieldName(path: readonly PropertyKey[]): string {
  const last = path.findLast((part) => typeof part === 'string') ?? '';
  return NAMES[String(last)] ?? String(last);
}
