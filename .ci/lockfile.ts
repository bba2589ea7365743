/**
 * `npm run lockfile`: completes package-lock.json after `npm install`.
 *
 * Where a registry does not serve a package's builds for other platforms, npm leaves these out of the lockfile,
 * and `npm ci` then refuses it everywhere. The version is the one that the package itself asks for; platform and
 * processor stand in the build's name. The checksum is left to be added by an npm that sees the build.
 */

import { readFileSync, writeFileSync } from 'node:fs';

interface LockedPackage {
  version: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

const lockfile: { packages: Record<string, LockedPackage> } = JSON.parse(
  readFileSync('package-lock.json', 'utf8'),
);

for (const { dev, optionalDependencies = {} } of Object.values(lockfile.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const os = name.match(/\b(?:aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)\b/g);
    const cpu = name.match(/\b(?:arm64|arm|ia32|loong64|mips64el|ppc64|riscv64|s390x|wasm32|x64)\b/g);
    if (!os || !cpu) continue;
    lockfile.packages[`node_modules/${name}`] ??= {
      version,
      cpu,
      ...(dev && { dev }),
      ...(/musl/.test(name) && { libc: ['musl'] }),
      optional: true,
      os,
    };
  }
}

lockfile.packages = Object.fromEntries(
  Object.entries(lockfile.packages).sort(([a], [b]) => a.localeCompare(b, 'en')),
);
writeFileSync('package-lock.json', `${JSON.stringify(lockfile, null, 2)}\n`);
