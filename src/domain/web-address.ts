/** The host, and the user and the port beside it, end before anything is put in: else whoever gives it says who is asked. */
export const FIXED_HOST = /^https?:\/\/[^\s{}/?#\\]+(?:[/?#]|$)/;

export const needsFixedHost =
  'needs an address that begins with http:// or https:// and a host; what {{ }} puts in stands behind the host and a /, as in https://crm.example/{{ call.ani }}';
