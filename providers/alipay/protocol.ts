import { parseBeijing } from '../../src/time/index.ts';
import type { Keys } from './credentials.ts';
import type { SubCode } from './errors.ts';
import { APP_ID } from './identities.ts';
import type { GatewayRequest } from './wire.ts';

type Check = (
  parameters: ReadonlyMap<string, string>,
  request: GatewayRequest,
  keys: Keys,
) => SubCode | undefined;

/** A parameter that must be there, and what it must be. */
function needs(
  name: string,
  missing: SubCode,
  wrong?: SubCode,
  isRight: (value: string) => boolean = () => true,
): Check {
  return (parameters) => {
    const value = parameters.get(name);
    if (!value) return missing;
    return isRight(value) ? undefined : wrong;
  };
}

/** A parameter that may be left out. */
function allows(name: string, wrong: SubCode, isRight: (value: string) => boolean): Check {
  return (parameters) => {
    const value = parameters.get(name);
    return !value || isRight(value) ? undefined : wrong;
  };
}

/** Both serial numbers of certificate mode, or neither. */
function certificates(
  parameters: ReadonlyMap<string, string>,
  _: GatewayRequest,
  keys: Keys,
): SubCode | undefined {
  const [appSn, rootSn] = [parameters.get('app_cert_sn'), parameters.get('alipay_root_cert_sn')];
  if (!appSn && !rootSn) return undefined;
  if (!appSn) return 'isv.missing-app-cert-sn';
  if (!rootSn) return 'isv.missing-alipay-root-cert-sn';
  if (appSn !== keys.appCertSn) return 'isv.app-cert-not-exist';
  return rootSn === keys.rootCertSn ? undefined : 'isv.invalid-alipay-root-cert-sn';
}

/** Who asks, and for what. A gateway that knows neither cannot even sign its answer. */
const IDENTITY: readonly Check[] = [
  needs('method', 'isv.missing-method'),
  needs('app_id', 'isv.missing-app-id', 'isv.invalid-app-id', (appId) => appId === APP_ID),
];

/**
 * What the gateway looks at before it looks at the signature. The app comes first: a request for an unknown
 * one is told so even without a signature (seen in answers to unsigned requests).
 */
const FORM: readonly Check[] = [
  allows('charset', 'isv.invalid-charset', (charset) => /^utf-?8$/i.test(charset)),
  (_, { wellFormed }) => (wellFormed ? undefined : 'isv.invalid-parameter'),
  allows('format', 'isv.invalid-format', (format) => /^json$/i.test(format)),
  needs('version', 'isv.missing-version'),
  needs(
    'timestamp',
    'isv.missing-timestamp',
    'isv.invalid-timestamp',
    (text) => parseBeijing(text) !== undefined,
  ),
  needs('sign_type', 'isv.missing-signature-type', 'isv.invalid-signature-type', (type) =>
    /^RSA2?$/.test(type),
  ),
  // Our app has no key for SHA-1, as no new app has.
  allows('sign_type', 'isv.missing-signature-config', (type) => type === 'RSA2'),
  certificates,
  needs('sign', 'isv.missing-signature'),
];

export function identityFault(request: GatewayRequest, keys: Keys): SubCode | undefined {
  return firstFault(IDENTITY, request, keys);
}

export function formFault(request: GatewayRequest, keys: Keys): SubCode | undefined {
  return firstFault(FORM, request, keys);
}

function firstFault(checks: readonly Check[], request: GatewayRequest, keys: Keys): SubCode | undefined {
  for (const check of checks) {
    const fault = check(request.parameters, request, keys);
    if (fault) return fault;
  }
  return undefined;
}
