import { html, raw } from 'hono/html';
import { renderSVG } from 'uqr';
import type { Html } from './layout.ts';

/** A QR code as a picture that a phone can scan: dark on white with a quiet zone, whatever the page's colours. */
export function qrPicture(text: string): Html {
  const svg = renderSVG(text, { border: 4, blackColor: '#000', whiteColor: '#fff' });
  return html`<figure class="qr" role="img" aria-label="QR code ${text}">${raw(svg)}
    <figcaption><code>${text}</code></figcaption></figure>`;
}
