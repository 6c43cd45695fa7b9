const iso = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
const monthFirst = /^(\d{2})\/(\d{2})\/(\d{4}):? (\d{2}):(\d{2}):(\d{2})$/;

/** Which of the forms that documents print a date with a time has; undefined where it has none, or is no date of the calendar. */
export function dateFormOf(text: string): 'utc' | 'offset' | 'month-first' | undefined {
  const [, date = '', hour, minute, second, , zone] = iso.exec(text) ?? [];
  if (date !== '')
    return isDate(date) && isTime(hour, minute, second) ? (zone === 'Z' ? 'utc' : 'offset') : undefined;
  const [, month, day, year, ...time] = monthFirst.exec(text) ?? [];
  return year !== undefined && isDate(`${year}-${month}-${day}`) && isTime(...time)
    ? 'month-first'
    : undefined;
}

function isDate(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** A leap second is a time as well. */
function isTime(hour?: string, minute?: string, second?: string): boolean {
  return Number(hour) < 24 && Number(minute) < 60 && Number(second) <= 60;
}
