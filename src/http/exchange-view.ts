import type { Exchange, SignatureVerdict } from '../sandbox/index.ts';
import { formatInstant } from '../time/index.ts';

/** An exchange as the journal's API shows it. */
export function exchangeView(exchange: Exchange) {
  const { seq, at, provider, direction, method, order, notification } = exchange;
  const { presents, wallet, begun, faults, note } = exchange;
  return {
    seq,
    at: formatInstant(at),
    provider,
    direction,
    method: method ?? null,
    order: order ?? null,
    /** Which of the provider's notifications it tried to deliver: the same at every attempt. */
    notification: notification ?? null,
    /** Whether that was acknowledged, as the provider understands it. */
    acknowledged: exchange.acknowledged ?? null,
    /** What the merchant was given to show its buyer: a QR code's text, or a page. */
    presents: presents ?? null,
    /** What the buyer did on the provider’s page, as `POST /sandbox/wallet/pay` takes it. */
    wallet: wallet ?? null,
    /** Of what people did: the number of the last exchange that had ended then, and which deed it was. */
    begun: begun ?? null,
    request: { method: exchange.httpMethod, url: exchange.url, ...exchange.request },
    /** Null when no answer arrived. */
    answer: exchange.answer ?? null,
    request_signature: signatureView(exchange.requestSignature),
    answer_signature: signatureView(exchange.answerSignature),
    faults,
    note: note ?? null,
  };
}

function signatureView(signature: SignatureVerdict | undefined) {
  if (!signature) return null;
  const { verdict, canonical, reason, theirs, firstDifference } = signature;
  return {
    verdict,
    canonical,
    reason: reason ?? null,
    theirs: theirs ?? null,
    first_difference: firstDifference ?? null,
  };
}
