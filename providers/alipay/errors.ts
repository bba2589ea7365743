/** Gateway codes and their messages, the outer pair of every answer (opendocs.alipay.com/common/02km9f). */
const GATEWAY_MESSAGES = {
  '10000': 'Success',
  '20000': 'Service Currently Unavailable',
  '40001': 'Missing Required Arguments',
  '40002': 'Invalid Arguments',
  '40003': 'Insufficient Conditions',
  '40004': 'Business Failed',
  '40005': 'Call Limited',
} as const;

type GatewayCode = keyof typeof GATEWAY_MESSAGES;

/**
 * Every refusal that this simulator knows: the gateway code it comes under, and Alipay's own words: those of
 * real answers where one was found in public (issues, SDK tests), else those of the documentation's tables.
 */
const WIRE_ERRORS = {
  // The gateway itself.
  'isp.unknow-error': ['20000', '系统繁忙'],
  'isv.missing-method': ['40001', '缺少方法名参数'],
  'isv.missing-app-id': ['40001', '缺少appId参数'],
  'isv.missing-version': ['40001', '缺少版本参数'],
  'isv.missing-timestamp': ['40001', '缺少时间戳参数'],
  'isv.missing-signature-type': ['40001', '缺少签名类型参数'],
  'isv.missing-signature': ['40001', '缺少签名参数'],
  'isv.invalid-parameter': ['40002', '参数无效'],
  'isv.invalid-method': ['40002', '不存在的方法名'],
  'isv.invalid-format': ['40002', '无效的数据格式'],
  'isv.invalid-app-id': ['40002', '无效的AppID参数'],
  'isv.invalid-charset': ['40002', '字符集错误'],
  'isv.invalid-timestamp': ['40002', '非法的时间戳参数'],
  'isv.invalid-signature-type': ['40002', '无效的签名类型'],
  'isv.invalid-signature': ['40002', '验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配'],
  'isv.decryption-error-not-valid-encrypt-type': ['40002', '解密出错，不支持的加密算法'],
  'isv.missing-signature-config': ['40003', '应用未配置对应签名算法的公钥或者证书'],
  'isv.decryption-error-unknown': ['40003', '解密出错, 未知错误'],
  // Trades.
  'ACQ.SYSTEM_ERROR': ['40004', '接口返回错误'],
  'ACQ.INVALID_PARAMETER': ['40004', '参数无效'],
  'ACQ.TOTAL_FEE_EXCEED': ['40004', '订单金额超过限额'],
  'ACQ.CONTEXT_INCONSISTENT': ['40004', '交易信息被篡改'],
  'ACQ.TRADE_HAS_SUCCESS': ['40004', '交易已被支付'],
  'ACQ.TRADE_HAS_CLOSE': ['40004', '交易已经关闭'],
  'ACQ.TRADE_HAS_FINISHED': ['40004', '交易已完结'],
  'ACQ.TRADE_NOT_EXIST': ['40004', '交易不存在'],
  'ACQ.TRADE_STATUS_ERROR': ['40004', '交易状态不合法'],
  'ACQ.REASON_TRADE_STATUS_INVALID': ['40004', '交易状态不合法'],
  'ACQ.TRADE_CANCEL_TIME_OUT': ['40004', '超过撤销时间范围'],
  // Refunds.
  'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL': ['40004', '撤销或退款金额与订单金额不一致'],
  'ACQ.REASON_TRADE_REFUND_FEE_ERR': ['40004', '退款金额无效'],
  'ACQ.DISCORDANT_REPEAT_REQUEST': ['40004', '不一致的请求'],
  'ACQ.SELLER_BALANCE_NOT_ENOUGH': ['40004', '卖家余额不足'],
  // Splits.
  'ACQ.ROYALTY_RECEIVER_INVALID': ['40004', '收入方不在分账关系内'],
  'ACQ.ALLOC_AMOUNT_VALIDATE_ERROR': ['40004', '分账金额超过最大可分账金额'],
  // Royalty relations: codes of their own, without the prefix.
  INVALID_PARAMETER: ['40004', '参数有误'],
  RELATION_QUANTITY_LIMIT: ['40004', '达到分账关系集数量上限'],
  USER_NOT_EXIST: ['40004', '分账接收方不存在'],
  RECEIVER_LIST_EMPTY: ['40004', '分账收款方列表为空'],
  INVALID_RECEIVER_TYPE: ['40004', '分账收款方类型参数非法'],
  // Bills.
  'isp.bill_not_exist': ['40004', '账单不存在'],
  'isv.invalid-arguments': ['40004', '参数有误'],
  // Codes that the SDKs list, whose words were not to be found: the words are ours.
  'isv.app-call-limited': ['40005', '应用调用次数超限'],
  'isv.missing-app-cert-sn': ['40001', '缺少应用公钥证书序列号参数'],
  'isv.missing-alipay-root-cert-sn': ['40001', '缺少支付宝根证书序列号参数'],
  'isv.app-cert-not-exist': ['40002', '应用公钥证书不存在'],
  'isv.invalid-alipay-root-cert-sn': ['40002', '无效的支付宝根证书序列号'],
  'isv.illegal-json': ['40002', '非法的JSON数据'],
  'ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR': ['40004', '当前时间已超过允许支付的时间'],
  'ACQ.REFUND_ROYALTY_PAYEE_ACCOUNT_NOT_EXIST': ['40004', '退分账收款方账户不存在'],
  'ACQ.ALREADY_FINISH_ALLOC': ['40004', '交易已分账完结'],
  'ACQ.ALLOC_REFUSE_AFTER_REFUND': ['40004', '交易已退款，不允许分账'],
  'ACQ.ALLOC_REFUSE_BEFORE_SETTLE': ['40004', '交易未结算，不允许分账'],
  'ACQ.FREQUENCY_LIMITED': ['40004', '请求次数超过限制'],
  'ACQ.SETTLE_SCENE_NOT_SUPPORT': ['40004', '不支持的结算场景'],
  'ACQ.ALREADY_CONFIRM_SETTLE': ['40004', '交易已确认结算'],
  'ACQ.INVALID_SETTLE_AMOUNT_PARAMETER': ['40004', '结算金额参数有误'],
  'ACQ.CONFIRM_REFUSE_AFTER_REFUND': ['40004', '交易已退款，不允许确认结算'],
  RECEIVER_LIST_OVERLOAD: ['40004', '分账收款方列表超过上限'],
} as const satisfies Record<string, readonly [GatewayCode, string]>;

/** Names an error: Alipay's `sub_code`. */
export type SubCode = keyof typeof WIRE_ERRORS;

/** The fields with which every answer begins; a success has the first two. */
export interface Verdict {
  readonly code: GatewayCode;
  readonly msg: string;
  readonly sub_code?: SubCode;
  readonly sub_msg?: string;
}

export const SUCCESS: Verdict = { code: '10000', msg: GATEWAY_MESSAGES['10000'] };

/** @param more said after Alipay's standing words */
export function failure(subCode: SubCode, more = ''): Verdict {
  const [code, words] = WIRE_ERRORS[subCode];
  return { code, msg: GATEWAY_MESSAGES[code], sub_code: subCode, sub_msg: words + more };
}
