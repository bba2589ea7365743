import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';

/** Nothing but the page under test may use the network, and the tests run as root in containers. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const debianChromium = '/usr/bin/chromium';

/**
 * Opens a headless Chromium with an empty profile: Debian's where it is installed, else the one that
 * ships inside the package @sparticuz/chromium. Close it with `await browser.close()`.
 *
 * @throws Error when neither starts. A test that needs a browser fails then; it is never skipped.
 */
export async function launchBrowser(): Promise<Browser> {
  const failures: unknown[] = [];
  for (const candidate of [installedChromium, packagedChromium]) {
    try {
      return await chromium.launch({ headless: true, args: flags, ...(await candidate()) });
    } catch (failure) {
      failures.push(failure);
    }
  }
  throw new Error(`No browser starts. apt-get install chromium is the cure.\n${failures.join('\n')}`);
}

async function installedChromium(): Promise<LaunchOptions> {
  if (!existsSync(debianChromium)) throw new Error(`${debianChromium} is not there`);
  return { executablePath: debianChromium };
}

/** The package's Chromium, with its own NSS libraries and font, which a slim image lacks. */
async function packagedChromium(): Promise<LaunchOptions> {
  const folder = await unpackChromium();
  const env = {
    ...process.env,
    FONTCONFIG_PATH: existsSync('/etc/fonts') ? '/etc/fonts' : join(folder, 'fonts'),
    LD_LIBRARY_PATH: [join(folder, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH]
      .filter(Boolean)
      .join(delimiter),
  };
  return { executablePath: join(folder, 'chromium'), env };
}

/**
 * Unpacks the browser once and returns its folder. It lies inside the package's own folder, so that another
 * version of the package starts without it.
 *
 * The package unpacks file by file and takes any file it finds for whole, so that a second process would start
 * a half-written browser. Here it unpacks into a folder of its own, which is then renamed in one step.
 */
async function unpackChromium(): Promise<string> {
  const folder = join(import.meta.dirname, '../node_modules/@sparticuz/chromium/unpacked');
  if (existsSync(folder)) return folder;

  const unfinished = await mkdtemp(`${folder}-`);
  const unpack = "await (await import('@sparticuz/chromium')).default.executablePath()";
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', unpack], {
    cwd: import.meta.dirname,
    // Under this variable the package also unpacks the libraries that a bare image lacks.
    env: { ...process.env, TMPDIR: unfinished, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
  });
  try {
    await rename(unfinished, folder);
  } catch (failure) {
    await rm(unfinished, { recursive: true });
    if (!existsSync(folder)) throw failure;
  }
  return folder;
}
