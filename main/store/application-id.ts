/** SQLite's `application_id` of a Night Porter database: the letters NtPo. */
export const APPLICATION_ID = 0x4e74506f
