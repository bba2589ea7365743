export { type DurationMs, formatDuration, parseDuration } from './duration.ts';
export { formatBeijing, formatInstant, type Instant, parseBeijing, sortableText } from './instant.ts';
