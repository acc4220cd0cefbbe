import type { CauseName } from '../../playbook/entries.ts'

/** Where a code alone is not enough: what the message was decides what it means. */
type OrderGroup = 'exists' | 'cancelled' | 'not-found'
/** A group is a cause, a question of order, or `text`: the code says little, so the text decides. */
export type CodeGroup = CauseName | OrderGroup | 'text'

/**
 * The OpenTravel ERR list (2024-09-04, 874 codes), each in one group. The codes of a hotel's everyday stand
 * with their own cause; codes of cars, flights, trains and searches say nothing about a booking's delivery,
 * so their text is shown (`text`).
 */
const groups: readonly (readonly [CodeGroup, string])[] = [
  ['channel-unavailable', '187'],
  ['channel-busy', '191'],
  ['channel-asks-again', '366'],
  ['channel-simultaneous', '447'],
  ['channel-system-fault', '448'],
  ['channel-slow', '784'],
  ['channel-degraded', '888'],
  ['wrong-password', '175-176 182'],
  ['authorization-refused', '497'],
  ['rights-refused', '99 171 174 177-180 183 190 192 195-196 737 855 858'],
  ['hotel-unknown', '361 392 400 424 435'],
  ['hotel-not-active', '375'],
  ['room-type-unknown', '98 108 114 116 121 125 131 133 141 388 399 402 505 730-731'],
  ['rate-unknown', '48-49 53 115 128 249 263 364 401 426 436 443 842 864'],
  ['room-rate-unknown', '732 783'],
  ['no-availability', '5-6 9 28-29 34 104 110 129 132 322 414 421 427 437-438 441-442 458 507 778-779 841 854'],
  ['restricted', '50-52 69-70 346 409-411 444 502 559-560 562-566 575 733 739'],
  ['name-missing', '19 27 282-283 285-288 310-311 379 396 418-419 746 764 770 860'],
  ['contact-wrong', '244 316-317 386 420 689 765'],
  ['address-wrong', '36 181 290-292 298 314 319 347-348 357 383 736 749'],
  ['date-wrong', '15 122 135-136 145 148 158 254 293-294 318 353 380-382 391 404 431 457'],
  ['stay-length', '101 107 109 112 211-212 362 369 377 727'],
  ['guest-count', '20 24-26 41 47 119 123-124 126 137-138 142 397 751-755 852'],
  ['room-count', '106 140 152 160 363 378 416 838 867'],
  ['currency-wrong', '61 558 713 884'],
  ['price-wrong', '58-59 143 147 154 428 445 856 883 885'],
  ['value-too-long', '407 523-525 743-744'],
  ['card-wrong', '240-242 281 304 313 365 891'],
  ['card-refused', '351-352 506 690 868 890'],
  ['payment-refused', '163 167 189 299 350 503 630 869 877 880-882'],
  ['guarantee-missing', '265 355 371-374 387 389-390 432 734 738 740-741 766'],
  ['source-unknown', '139 168-170 173 207-208 243 305 405 449 571 655 859'],
  [
    'discount-wrong',
    '54-57 78-82 237-238 251 261 268-271 274-277 306 358-359 370 406 455 535-536 561 569 572 742 747-748',
  ],
  ['extras-refused', '31 146 204-206 504 850-851 857'],
  ['part-missing', '113 153 155 297 315 321 453-454 878-879'],
  ['part-wrong', '184 289 320 367 394-395 398 745 750 756'],
  ['exists', '94 96 127'],
  ['cancelled', '95'],
  ['not-found', '97 194 245 284 385'],
  ['reference-unknown', '87 102 111 252 425 635 759 767'],
  ['cancel-refused', '86 88 193 210 258 264 570 632'],
  ['change-refused', '90 120 150-151 172 257 259 415 417 529 588 714-715 735 760-763'],
  ['status-conflict', '89 91 93 118 203 273 323 356 360 413 433 768'],
  ['booking-locked', '92 117 186 255'],
  ['record-not-processed', '769'],
  ['operation-unsupported', '446 459 573-574 758'],
  ['channel-could-not', '188 197 343-345 451 456 696 723-724 853 870 876'],
  ['unable-to-process', '303 450'],
  [
    'text',
    '1-4 7-8 10-14 16-18 21-23 30 32-33 35 37-40 42-46 60 62-68 71-77 83-85 100 103 105 130 134 144 149 156-157 159 161-162 164-166 185 198-202 209 ' +
      '213-236 239 246-248 250 253 256 260 262 266-267 272 278-280 295-296 300-302 307-309 312 342 349 354 368 376 384 393 403 408 412 422-423 429-430 434 ' +
      '439-440 452 460-496 498-501 508-522 526-528 530-534 537-557 567-568 576-587 589-629 631 633-634 636-654 656-688 691-695 697-712 716-722 725-726 ' +
      '728-729 757 771-777 780-782 785-837 839-840 843-849 861-863 865-866 871-875 886-887 889 892',
  ],
]

const expand = (written: string): number[] =>
  written.split(' ').flatMap((range) => {
    const [from, to] = range.split('-').map(Number)
    return from === undefined ? [] : Array.from({ length: (to ?? from) - from + 1 }, (_, n) => from + n)
  })

const byCode: ReadonlyMap<number, CodeGroup> = new Map(
  groups.flatMap(([group, codes]) => expand(codes).map((code): [number, CodeGroup] => [code, group])),
)

/** Every code of the list with its group, in no order; for the check that each stands in one group only. */
export const allCodes: readonly number[] = groups.flatMap(([, codes]) => expand(codes))

/**
 * The group of an OpenTravel error code; null for a code that the list does not have (private or malformed).
 */
export const groupOf = (code: string): CodeGroup | null =>
  /^\d{1,4}$/.test(code) ? (byCode.get(Number(code)) ?? null) : null

/** Groups that say so little that the text is asked first. */
export const isCatchAll = (group: CodeGroup): boolean =>
  group === 'text' ||
  group === 'unable-to-process' ||
  group === 'channel-could-not' ||
  group === 'part-wrong' ||
  group === 'part-missing'
