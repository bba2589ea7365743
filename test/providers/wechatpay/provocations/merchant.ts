import { constants, publicEncrypt, X509Certificate } from 'node:crypto';
import type { Mischief, Reply } from '../client.ts';
import { newOrderNo, type PaidNumbers, type WechatpayWorld } from '../open.ts';

/** A sub-merchant (特约商户), one of the e-commerce platform's (二级商户), a merchant that shares go to, and a user. */
export const ORDINARY = '1688100016';
export const ECOMMERCE = '1688200014';
export const RECEIVER = '1600000101';
export const OPENID = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';

/** Does with WeChat Pay whatever merchants do. */
export class Merchant {
  readonly world: WechatpayWorld;

  constructor(world: WechatpayWorld) {
    this.world = world;
  }

  get(path: string, mischief?: Mischief): Promise<Reply> {
    return this.world.client.get(path, mischief);
  }

  post(path: string, body: object | string, mischief?: Mischief): Promise<Reply> {
    return this.world.client.post(path, body, mischief);
  }

  native(more: object = {}): Promise<Reply> {
    return this.world.placeNative(newOrderNo(), 1000, more);
  }

  /** A native order of a sub-merchant, paid. */
  async paidFor(sub_mchid: string, profit_sharing: boolean, total = 10_000): Promise<PaidNumbers> {
    const { appid: sp_appid, mchid: sp_mchid } = this.world.credentials;
    const out_trade_no = newOrderNo();
    const placed = await this.post('/v3/pay/partner/transactions/native', {
      sp_appid,
      sp_mchid,
      sub_mchid,
      out_trade_no,
      description: '二手相机',
      notify_url: this.world.merchant.notifyUrl,
      amount: { total },
      settle_info: { profit_sharing },
    });
    this.world.pay(placed.json.code_url);
    const query = `/v3/pay/partner/transactions/out-trade-no/${out_trade_no}?sp_mchid=${sp_mchid}&sub_mchid=${sub_mchid}`;
    return { outTradeNo: out_trade_no, transactionId: (await this.get(query)).json.transaction_id };
  }

  /** A sharing order of 10000 fen, paid and old enough. */
  async shareable(): Promise<PaidNumbers> {
    const paid = await this.world.paidOrder(10_000, { settle_info: { profit_sharing: true } });
    await this.world.advance('PT1M');
    return paid;
  }

  close(outTradeNo: string): Promise<Reply> {
    const { mchid } = this.world.credentials;
    return this.post(`/v3/pay/transactions/out-trade-no/${outTradeNo}/close`, { mchid });
  }

  barcode(auth_code: string, total = 100, out_trade_no = newOrderNo()): Promise<Reply> {
    const { appid, mchid } = this.world.credentials;
    const amount = { total };
    const body = { appid, mchid, description: '二手相机', out_trade_no, payer: { auth_code }, amount };
    return this.post('/v3/pay/transactions/codepay', body);
  }

  reverse(outTradeNo: string): Promise<Reply> {
    const { appid, mchid } = this.world.credentials;
    return this.post(`/v3/pay/transactions/out-trade-no/${outTradeNo}/reverse`, { appid, mchid });
  }

  refund(out_trade_no: string, refund: number, total: number, more: object = {}): Promise<Reply> {
    const amount = { refund, total, currency: 'CNY' };
    const body = { out_trade_no, out_refund_no: newOrderNo(), amount, ...more };
    return this.post('/v3/refund/domestic/refunds', body);
  }

  add(account: string, more: object = {}, mischief: Mischief = {}): Promise<Reply> {
    const { appid } = this.world.credentials;
    const body = { appid, type: 'MERCHANT_ID', account, relation_type: 'PARTNER', ...more };
    return this.post('/v3/profitsharing/receivers/add', body, mischief);
  }

  share(
    { transactionId: transaction_id }: PaidNumbers,
    fen: number,
    more: object = {},
    account = RECEIVER,
  ): Promise<Reply> {
    const { appid } = this.world.credentials;
    const receivers = [{ type: 'MERCHANT_ID', account, amount: fen, description: '佣金' }];
    const body = { appid, transaction_id, out_order_no: newOrderNo(), receivers, unfreeze_unsplit: false };
    return this.post('/v3/profitsharing/orders', { ...body, ...more });
  }

  unfreeze({ transactionId: transaction_id }: PaidNumbers): Promise<Reply> {
    const body = { transaction_id, out_order_no: newOrderNo(), description: '解冻' };
    return this.post('/v3/profitsharing/orders/unfreeze', body);
  }

  /** 1000 fen, shared to a merchant. @returns the sharing's number */
  async shared(account = RECEIVER): Promise<string> {
    await this.add(account);
    const { json } = await this.share(await this.shareable(), 1000, {}, account);
    await this.world.advance('PT1S');
    return json.out_order_no;
  }

  takeBack(out_order_no: string, amount: number, more: object = {}): Promise<Reply> {
    const body = {
      out_order_no,
      out_return_no: newOrderNo(),
      return_mchid: RECEIVER,
      amount,
      description: '退款',
    };
    return this.post('/v3/profitsharing/return-orders', { ...body, ...more });
  }

  combine(parts: readonly string[], combine_out_trade_no = newOrderNo()): Promise<Reply> {
    const { appid: combine_appid, mchid } = this.world.credentials;
    const part = { mchid, attach: 'x', description: '二手相机', amount: { total_amount: 100 } };
    return this.post('/v3/combine-transactions/native', {
      combine_appid,
      combine_mchid: mchid,
      combine_out_trade_no,
      sub_orders: parts.map((out_trade_no) => ({ ...part, out_trade_no })),
      notify_url: this.world.merchant.notifyUrl,
    });
  }

  withdraw(amount: number, out_request_no = newOrderNo()): Promise<Reply> {
    return this.post('/v3/ecommerce/fund/withdraw', { sub_mchid: ECOMMERCE, out_request_no, amount });
  }

  subsidy(deed: 'create' | 'return' | 'cancel', transaction_id: string, more: object = {}): Promise<Reply> {
    const body = { sub_mchid: ECOMMERCE, transaction_id, description: '补差', ...more };
    return this.post(`/v3/ecommerce/subsidies/${deed}`, body);
  }

  /** A refund of 100 of 10000 fen of a sub-merchant's. @returns its number at WeChat Pay */
  async ecommerceRefund(refund_account: string): Promise<string> {
    await this.world.paidOrder(10_000);
    const { transactionId: transaction_id } = await this.paidFor(ECOMMERCE, false);
    const { json } = await this.post('/v3/ecommerce/refunds/apply', {
      sub_mchid: ECOMMERCE,
      sp_appid: this.world.credentials.appid,
      transaction_id,
      out_refund_no: newOrderNo(),
      amount: { refund: 100, total: 10_000, currency: 'CNY' },
      refund_account,
    });
    return json.refund_id;
  }

  transfer(transfer_amount: number, out_bill_no = newOrderNo()): Promise<Reply> {
    return this.post('/v3/fund-app/mch-transfer/transfer-bills', {
      appid: this.world.credentials.appid,
      out_bill_no,
      transfer_scene_id: '1000',
      openid: OPENID,
      transfer_amount,
      transfer_remark: '货款',
      transfer_scene_report_infos: [{ info_type: '商品名称', info_content: '相机' }],
    });
  }

  /** Encrypts a name as WeChat Pay wants it: with the header that says for which key. */
  secret(name: string): { name: string; mischief: Mischief } {
    const { platformCertificate, platformSerialNo } = this.world.credentials;
    const { publicKey } = new X509Certificate(platformCertificate);
    const encrypted = publicEncrypt(
      { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
      Buffer.from(name),
    );
    return {
      name: encrypted.toString('base64'),
      mischief: { headers: { 'wechatpay-serial': platformSerialNo } },
    };
  }
}
