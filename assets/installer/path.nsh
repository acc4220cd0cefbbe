; The folder of np.cmd in the machine's PATH. NSIS' own strings end at 1024 characters and would cut a longer
; PATH off, so it is read, changed and written in memory of Windows.

!define PATH_KEY "SYSTEM\CurrentControlSet\Control\Session Manager\Environment"
!define LOCAL_MACHINE 0x80000002
!define READ_AND_WRITE_64 0x2011F

!macro PathFunctions UN
  ; $0 the key, $1 the value's kind, $2 its text in memory with room for another folder; $0 is 0 if there is
  ; none.
  Function ${UN}ReadPath
    System::Call 'advapi32::RegOpenKeyExW(p ${LOCAL_MACHINE}, w "${PATH_KEY}", i 0, i ${READ_AND_WRITE_64}, *p .r0) i .r3'
    ${If} $3 <> 0
      StrCpy $0 0
      Return
    ${EndIf}
    System::Call 'advapi32::RegQueryValueExW(p r0, w "Path", p 0, *i .r1, p 0, *i .r4) i .r3'
    ${If} $3 <> 0
      System::Call 'advapi32::RegCloseKey(p r0)'
      StrCpy $0 0
      Return
    ${EndIf}
    ; A value in the registry need not end with a zero: memory comes zeroed.
    IntOp $5 $4 + 4096
    System::Alloc $5
    Pop $2
    System::Call 'advapi32::RegQueryValueExW(p r0, w "Path", p 0, *i .r1, p r2, *i r4r4) i .r3'
  FunctionEnd

  Function ${UN}WritePath
    System::Call 'kernel32::lstrlenW(p r2) i .r4'
    IntOp $4 $4 + 1
    IntOp $4 $4 * 2
    System::Call 'advapi32::RegSetValueExW(p r0, w "Path", i 0, i r1, p r2, i r4)'
    SendMessage ${HWND_BROADCAST} ${WM_SETTINGCHANGE} 0 "STR:Environment" /TIMEOUT=2000
  FunctionEnd

  ; $6: where the folder stands in the text, with the semicolon before it; 0: it does not.
  Function ${UN}FindInPath
    StrCpy $7 ";$INSTDIR"
    StrLen $8 $7
    StrCpy $6 $2
    ${Do}
      System::Call 'shlwapi::StrStrIW(p r6, w r7) p .r6'
      ${If} $6 P= 0
        ${Break}
      ${EndIf}
      IntOp $9 $8 * 2
      IntPtrOp $9 $6 + $9
      System::Call '*$9(&i2 .r3)'
      ${If} $3 = 0
      ${OrIf} $3 = 59
        ${Break}
      ${EndIf}
      StrCpy $6 $9
    ${Loop}
  FunctionEnd

  Function ${UN}ClosePath
    System::Free $2
    System::Call 'advapi32::RegCloseKey(p r0)'
  FunctionEnd
!macroend

!macro AddToPath
  Call ReadPath
  ${If} $0 P<> 0
    Call FindInPath
    ${If} $6 P= 0
      System::Call 'kernel32::lstrcatW(p r2, w r7)'
      Call WritePath
    ${EndIf}
    Call ClosePath
  ${EndIf}
!macroend

!macro RemoveFromPath UN
  Call ${UN}ReadPath
  ${If} $0 P<> 0
    Call ${UN}FindInPath
    ${If} $6 P<> 0
      System::Call 'kernel32::lstrlenW(p r9) i .r4'
      IntOp $4 $4 + 1
      IntOp $4 $4 * 2
      System::Call 'kernel32::RtlMoveMemory(p r6, p r9, p r4)'
      Call ${UN}WritePath
    ${EndIf}
    Call ${UN}ClosePath
  ${EndIf}
!macroend
