; The places of Windows that know Night Porter: Start menu, sign-in, notifications, PATH.

!define STOP_SECONDS_AT_END 30

; A notification of Windows needs a Start-menu entry that carries the program's own name for itself.
Function MakeStartMenuEntry
  SetOutPath "$INSTDIR" ; the folder in which the entry starts the program
  CreateShortcut "$SMPROGRAMS\${PRODUCT}.lnk" "$INSTDIR\${PROGRAM}" "" "$INSTDIR\${PROGRAM}" 0
  !insertmacro ComHlpr_CreateInProcInstance ${CLSID_ShellLink} ${IID_IShellLink} r0 ""
  ${If} $0 P<> 0
    ${IUnknown::QueryInterface} $0 '("${IID_IPersistFile}",.r1)'
    ${If} $1 P<> 0
      ${IPersistFile::Load} $1 '("$SMPROGRAMS\${PRODUCT}.lnk",2)'
      ${IUnknown::QueryInterface} $0 '("${IID_IPropertyStore}",.r2)'
      ${If} $2 P<> 0
        System::Call '*${SYSSTRUCT_PROPERTYKEY}(${PKEY_AppUserModel_ID})p.r3'
        System::Call '*(&w${NSIS_MAX_STRLEN} "${APP_ID}")p.r5'
        System::Call '*${SYSSTRUCT_PROPVARIANT}(${VT_LPWSTR},,p r5)p.r4'
        ${IPropertyStore::SetValue} $2 '($3,$4)'
        ${IPropertyStore::Commit} $2 ""
        System::Free $3
        System::Free $4
        System::Free $5
        ${IUnknown::Release} $2 ""
        ${IPersistFile::Save} $1 '("$SMPROGRAMS\${PRODUCT}.lnk",1)'
      ${EndIf}
      ${IUnknown::Release} $1 ""
    ${EndIf}
    ${IUnknown::Release} $0 ""
  ${EndIf}
  SetOutPath "$PLUGINSDIR"
FunctionEnd

Function EnterInWindows
  Call MakeStartMenuEntry
  WriteRegStr HKLM "${RUN_KEY}" "${PRODUCT}" '"$INSTDIR\${PROGRAM}" --hidden'
  WriteRegStr HKLM "${MODEL_KEY}" "DisplayName" "${PRODUCT}"
  WriteRegStr HKLM "${MODEL_KEY}" "IconUri" "$INSTDIR\${PROGRAM}"
  !insertmacro AddToPath
FunctionEnd

!macro LeaveWindows UN
  Delete "$SMPROGRAMS\${PRODUCT}.lnk"
  DeleteRegValue HKLM "${RUN_KEY}" "${PRODUCT}"
  DeleteRegKey HKLM "${MODEL_KEY}"
  !insertmacro RemoveFromPath "${UN}"
!macroend

; Asks every host to leave, takes the Windows task away, and ends what did not leave.
!macro EndProgram UN
  ${If} ${FileExists} "$DataFolder\*.*"
    Push 'stop --wait ${STOP_SECONDS_AT_END} --data "$DataFolder"'
    Push "$INSTDIR"
    Call ${UN}RunNp
  ${EndIf}
  Push 'service remove'
  Push "$INSTDIR"
  Call ${UN}RunNp
  ; What did not leave when asked is ended.
  Push "end"
  Call ${UN}FindRunning
!macroend
