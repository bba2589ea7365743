import { defineFault } from './fault.ts';

const PAGE = Buffer.from('<html><body><h1>It works!</h1></body></html>\n');

export const answerMalformed = defineFault({
  name: 'answer_malformed',
  group: 'wire',
  summary: 'In place of the answer comes a page of HTML, as of a proxy, under the answer’s own status.',
  effects: () => ({
    answer: { rewrite: ({ status }) => ({ status, contentType: 'text/html', body: PAGE }) },
  }),
});
