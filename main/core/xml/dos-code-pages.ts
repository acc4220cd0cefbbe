/**
 * The code pages of DOS, which hotel programs of that time still write and which Node's TextDecoder does not
 * know: what the bytes from 128 to 255 mean. Below that they are ASCII. Source: the mapping tables of the
 * Unicode Consortium (VENDORS/MICSFT/PC).
 */
const codePages: Readonly<Record<string, string>> = {
  ibm437:
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0',
  ibm850:
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0',
  ibm852:
    'ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u00ad˝˛ˇ˘§÷¸°¨˙űŘř■\u00a0',
}

/** Other names of the same. 858 is 850 with the euro sign in place of the dotless i. */
const pageOf = (name: string): string | undefined => {
  const number = /^(?:cs)?(?:ibm|cp|dos|pc|oem)?[-_ ]?(?:pc)?0{0,2}(437|850|852|858)(?:multilingual)?$/.exec(name)?.[1]
  if (number === '858') return codePages.ibm850?.replace('ı', '€')
  return number === undefined ? undefined : codePages[`ibm${number}`]
}

/** Whether it is one of them, by its name in small letters. */
export const isDosCodePage = (name: string): boolean => pageOf(name) !== undefined

/** The text of bytes in one of them; every byte means something. */
export const decodeDos = (bytes: Uint8Array, name: string): string => {
  const page = pageOf(name) ?? ''
  const pieces: string[] = []
  for (let from = 0; from < bytes.length; from += 8192)
    pieces.push(String.fromCharCode(...bytes.subarray(from, from + 8192)))
  return pieces.join('').replace(/[\u0080-\u00ff]/g, (sign) => page[sign.charCodeAt(0) - 0x80] ?? sign)
}
