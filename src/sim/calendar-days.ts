/** An iCalendar text with an event of a whole day on each of these days (`2026-11-04`), as a story gives them. */
export function calendarOfDays(days: readonly string[]): string {
  const events = days.flatMap((day) => [
    'BEGIN:VEVENT',
    `SUMMARY:${day}`,
    `DTSTART;VALUE=DATE:${day.replaceAll('-', '')}`,
    'END:VEVENT',
  ]);
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Carillon//story//EN', ...events, 'END:VCALENDAR', ''].join(
    '\r\n',
  );
}
