/** True claims about a small repository in three languages, each with the line that shows it. */

export const FILES: Readonly<Record<string, string>> = {
  'src/retry.ts': `/** How often a request is tried. */
export const MAX_TRIES = 4;
/** Milliseconds before the second try. */
export const FIRST_DELAY_MS = 250;

// Never retries a request that the server refused for good.
export async function sendWithRetry(request: Request, send: Sender): Promise<Reply> {
  for (let tried = 1; tried <= MAX_TRIES; tried++) {
    const reply = await send(request);
    if (reply.status === 429 && tried < MAX_TRIES) await pauseFor(FIRST_DELAY_MS * tried);
    else return reply;
  }
  throw new RetryError('gave up');
}

/** Waits unless the signal is aborted already. */
export function pauseFor(delayMs: number): Promise<void> {
  return new Promise((resolve) => startTimer(resolve, delayMs));
}

export class RetryError extends Error {}
`,
  'app/session.py': `SESSION_SECONDS = 1800
TOKEN_BYTES = 32


class SessionStore:
    """Keeps sessions in memory; expired ones are dropped when they are read."""

    def open_session(self, user, clock):
        token = make_token(TOKEN_BYTES)
        self.rows[token] = (user, clock.now() + SESSION_SECONDS)
        return token

    def read_session(self, token, clock):
        user, until = self.rows.get(token, (None, 0))
        if until < clock.now():
            self.rows.pop(token, None)
            return None
        return user

    # The password is not written to the log of requests.
    def log_request(self, user, path):
        self.log.append((user.name, path))
`,
  'cmd/pool.go': `package pool

const maxWorkers = 8
const queueLength = 64

// Submit blocks only when the queue is full.
func (p *Pool) Submit(job Job) error {
	if p.closed.Load() {
		return ErrClosed
	}
	p.queue <- job
	return nil
}

// Close does not wait for jobs that are still queued.
func (p *Pool) Close() {
	p.closed.Store(true)
	close(p.queue)
}

func newPool() *Pool {
	return &Pool{queue: make(chan Job, queueLength)}
}
`,
};

/** A claim that holds, and the line that shows it. */
export interface Truth {
  readonly path: string;
  readonly quote: string;
  readonly text: string;
}

const ts = (quote: string, text: string): Truth => ({ path: 'src/retry.ts', quote, text });
const py = (quote: string, text: string): Truth => ({ path: 'app/session.py', quote, text });
const go = (quote: string, text: string): Truth => ({ path: 'cmd/pool.go', quote, text });

export const TRUTHS: readonly Truth[] = [
  ts('export const MAX_TRIES = 4;', '`MAX_TRIES` allows 4 tries of a request.'),
  ts('export const FIRST_DELAY_MS = 250;', 'The first pause, `FIRST_DELAY_MS`, is 250 milliseconds.'),
  ts(
    '// Never retries a request that the server refused for good.',
    'It never retries a request that the server refused for good.',
  ),
  ts(
    'export async function sendWithRetry(request: Request, send: Sender): Promise<Reply> {',
    '`sendWithRetry` takes two parameters, the request and what sends it.',
  ),
  ts(
    'if (reply.status === 429 && tried < MAX_TRIES) await pauseFor(FIRST_DELAY_MS * tried);',
    'A status of 429 makes it call pauseFor, as long as `MAX_TRIES` is not reached.',
  ),
  ts("throw new RetryError('gave up');", 'When all tries are used, sendWithRetry throws a `RetryError`.'),
  ts('/** Waits unless the signal is aborted already. */', 'It waits unless the signal is aborted already.'),
  ts(
    'return new Promise((resolve) => startTimer(resolve, delayMs));',
    'pauseFor hands `delayMs` to startTimer.',
  ),
  ts('export class RetryError extends Error {}', '`RetryError` is an error of its own.'),
  py('SESSION_SECONDS = 1800', 'A session lasts 1,800 seconds, as `SESSION_SECONDS` says.'),
  py('TOKEN_BYTES = 32', 'Tokens have 32 bytes (`TOKEN_BYTES`).'),
  py(
    '"""Keeps sessions in memory; expired ones are dropped when they are read."""',
    '`SessionStore` keeps sessions in memory; expired ones are dropped when they are read.',
  ),
  py('token = make_token(TOKEN_BYTES)', 'open_session makes the token with `make_token`.'),
  py(
    'self.rows[token] = (user, clock.now() + SESSION_SECONDS)',
    'The end of a session is `SESSION_SECONDS` from now.',
  ),
  py('def read_session(self, token, clock):', '`read_session` takes two parameters beside the store.'),
  py('if until < clock.now():', 'read_session gives nothing when the time is over.'),
  py('self.rows.pop(token, None)', 'An expired session is removed by `read_session`.'),
  py(
    '# The password is not written to the log of requests.',
    'The password is not written to the log of requests.',
  ),
  go('const maxWorkers = 8', 'At most 8 workers run (`maxWorkers`).'),
  go('const queueLength = 64', '`queueLength` gives room for 64 jobs.'),
  go('// Submit blocks only when the queue is full.', '`Submit` blocks only when the queue is full.'),
  go('return ErrClosed', '`Submit` gives `ErrClosed` if the pool is closed.'),
  go(
    '// Close does not wait for jobs that are still queued.',
    '`Close` does not wait for jobs that are still queued.',
  ),
  go('p.closed.Store(true)', 'Close marks the pool as closed.'),
  go('return &Pool{queue: make(chan Job, queueLength)}', 'newPool makes a queue of `queueLength` jobs.'),
];
