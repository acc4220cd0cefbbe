/*
 * A Windows program that writes an export the way some PMS do: it keeps the file open, shares it with others
 * or does not, and goes on when it is told. It waits for files, never for time, so that a test decides.
 *
 *   share-writer FILE SHARE STEP...
 *
 * SHARE: letters of what others may do meanwhile: r read, w write, d delete and rename; - nothing.
 * STEP:  +PART  appends what is in the file PART, and flushes it
 *        !SIGN  makes the empty file SIGN
 *        ?SIGN  waits until there is a file SIGN
 *
 * FILE is made, or opened at its end. Exit code 0, or the number of the step that failed, 1 being the opening.
 */
#include <windows.h>
#include <wchar.h>

enum { OPENING = 1, BLOCK = 4096, LOOK_MS = 20 };

static BOOL append(HANDLE to, const wchar_t *part) {
  char block[BLOCK];
  DWORD got, put;
  HANDLE from = CreateFileW(part, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
  if (from == INVALID_HANDLE_VALUE) return FALSE;
  BOOL isWhole = TRUE;
  while (isWhole && ReadFile(from, block, sizeof block, &got, NULL) && got > 0)
    isWhole = WriteFile(to, block, got, &put, NULL) && put == got;
  CloseHandle(from);
  return isWhole && FlushFileBuffers(to);
}

static BOOL make(const wchar_t *sign) {
  HANDLE made = CreateFileW(sign, GENERIC_WRITE, 0, NULL, CREATE_NEW, 0, NULL);
  return made != INVALID_HANDLE_VALUE && CloseHandle(made);
}

int wmain(int count, wchar_t **words) {
  if (count < 3) return OPENING;
  DWORD share = (wcschr(words[2], L'r') ? FILE_SHARE_READ : 0) | (wcschr(words[2], L'w') ? FILE_SHARE_WRITE : 0) |
                (wcschr(words[2], L'd') ? FILE_SHARE_DELETE : 0);
  HANDLE file = CreateFileW(words[1], GENERIC_WRITE, share, NULL, OPEN_ALWAYS, 0, NULL);
  if (file == INVALID_HANDLE_VALUE || SetFilePointer(file, 0, NULL, FILE_END) == INVALID_SET_FILE_POINTER)
    return OPENING;
  for (int n = 3; n < count; n++) {
    const wchar_t *rest = words[n] + 1;
    BOOL isDone = FALSE;
    switch (words[n][0]) {
      case L'+': isDone = append(file, rest); break;
      case L'!': isDone = make(rest); break;
      case L'?':
        while (GetFileAttributesW(rest) == INVALID_FILE_ATTRIBUTES) Sleep(LOOK_MS);
        isDone = TRUE;
    }
    if (!isDone) return n - 1;
  }
  return CloseHandle(file) ? 0 : count;
}
