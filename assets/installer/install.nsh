; Setup: from the first look to the last line in install.log.

; Starts the desktop again for everybody who is signed in, with their own rights: a task for the group INTERACTIVE
; that runs once and is taken away again. Setup itself may run where nobody sits. $0: 0 if Windows took it.
!define INTERACTIVE "S-1-5-4"
!define RESTART_TASK "Night Porter after setup"
!define BYTE_ORDER_MARK 0xFEFF

Function StartForSignedIn
  FileOpen $1 "$PLUGINSDIR\restart.xml" w
  FileWriteWord $1 ${BYTE_ORDER_MARK}
  FileWriteUTF16LE $1 '<?xml version="1.0" encoding="UTF-16"?><Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">'
  FileWriteUTF16LE $1 '<Principals><Principal id="signed-in"><GroupId>${INTERACTIVE}</GroupId><RunLevel>LeastPrivilege</RunLevel></Principal></Principals>'
  FileWriteUTF16LE $1 '<Settings><DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries><StopIfGoingOnBatteries>false</StopIfGoingOnBatteries><ExecutionTimeLimit>PT0S</ExecutionTimeLimit></Settings>'
  FileWriteUTF16LE $1 '<Actions Context="signed-in"><Exec><Command>"$INSTDIR\${PROGRAM}"</Command><Arguments>--hidden</Arguments></Exec></Actions></Task>'
  FileClose $1
  nsExec::Exec '"$SYSDIR\schtasks.exe" /create /f /tn "${RESTART_TASK}" /xml "$PLUGINSDIR\restart.xml"'
  Pop $0
  ${If} $0 == 0
    nsExec::Exec '"$SYSDIR\schtasks.exe" /run /tn "${RESTART_TASK}"'
    Pop $0
    nsExec::Exec '"$SYSDIR\schtasks.exe" /delete /f /tn "${RESTART_TASK}"'
    Pop $1
  ${EndIf}
FunctionEnd

; $0 is a program folder: who was asked to leave may start again, and the Windows task does, if there is one.
Function LetGo
  ${If} $IsHeld = 1
    StrCpy $IsHeld 0
    Push 'stop --release --data "$DataFolder"'
    Push $0
    Call RunNp
    nsExec::Exec '"$SYSDIR\schtasks.exe" /run /tn "${TASK}"'
    Pop $0
  ${EndIf}
FunctionEnd

Function Refuse
  StrCpy $0 $Staged
  Call LetGo
  ${If} $Staged != ""
    SetOutPath "$PLUGINSDIR"
    RMDir /r "$Staged"
  ${EndIf}
  StrCpy $LogText "setup ${VERSION} exit $Code: $LogText Nothing was changed."
  Call Log
  ${If} $WasOpen = 1
    Call StartForSignedIn
  ${EndIf}
  SetErrorLevel $Code
  MessageBox MB_OK|MB_ICONSTOP "$Shown" /SD IDOK
  Quit
FunctionEnd

; Reads the switches. A misspelt one is refused: a roll-out must not go out without its settings.
Function ReadSwitches
  ${GetParameters} $0
  ${Do}
    ; One word: quotes hold blanks together and are left out.
    StrCpy $1 ""
    StrCpy $2 ""
    ${Do}
      StrCpy $3 $0 1
      ${If} $3 == ""
        ${Break}
      ${EndIf}
      StrCpy $4 $1 3
      ${If} $4 == "/D="
        ${Break}
      ${EndIf}
      StrCpy $0 $0 "" 1
      ${If} $3 == '"'
        StrCpy $2 "$2x"
        ${If} $2 == "xx"
          StrCpy $2 ""
        ${EndIf}
      ${ElseIf} $3 == " "
      ${AndIf} $2 == ""
        ${Break}
      ${Else}
        StrCpy $1 "$1$3"
      ${EndIf}
    ${Loop}
    StrCpy $4 $1 3
    ${If} $4 == "/D="
      ${Break} ; NSIS has read it: it is the last switch and everything after it is the folder.
    ${EndIf}
    StrCpy $4 $1 8
    ${If} $1 == ""
      ${If} $0 == ""
        ${Break}
      ${EndIf}
    ${ElseIf} $1 == "/S"
      SetSilent silent
    ${ElseIf} $1 == "/NCRC"
    ${OrIf} $1 == "/ELEVATED"
      Nop
    ${ElseIf} $4 == "/CONFIG="
      StrCpy $Arg1 $1
      StrCpy $1 $1 "" 8
      Call ReadFileName
      StrCpy $Config $1
    ${ElseIf} $4 == "/POLICY="
      StrCpy $Arg1 $1
      StrCpy $1 $1 "" 8
      Call ReadFileName
      StrCpy $Policy $1
    ${ElseIf} $1 == "/SERVICE=yes"
      StrCpy $Service "yes"
    ${ElseIf} $1 == "/SERVICE=no"
      StrCpy $Service "no"
    ${Else}
      StrCpy $Arg1 $1
      !insertmacro Refuse 11 "the switch $Arg1 is not known." WrongSwitch
    ${EndIf}
  ${Loop}
FunctionEnd

; $1: a file name as given, then whole. Refuses a file that is not there.
Function ReadFileName
  GetFullPathName $2 $1
  ${IfNot} ${FileExists} "$2"
  ${OrIf} ${FileExists} "$2\*.*"
    StrCpy $Arg2 "$1"
    StrCpy $Arg1 "$1"
    !insertmacro Refuse 11 "the file $Arg1 is not there or cannot be read." WrongFileName
  ${EndIf}
  StrCpy $1 $2
FunctionEnd

Function .onInit
  Call InitShared
  ${If} $IsElevated <> 1
    ${GetParameters} $0
    StrCpy $1 $0 9
    ${IfNot} ${Silent}
    ${AndIf} $1 != "/ELEVATED"
      ClearErrors
      ExecShell "runas" "$EXEPATH" "/ELEVATED $0"
      ${IfNot} ${Errors}
        Quit
      ${EndIf}
    ${EndIf}
    !insertmacro Refuse 10 "setup must be started by an administrator, with elevated rights." NotElevated
  ${EndIf}
  Call ReadSwitches
  ${IfNot} ${AtLeastWin10}
    !insertmacro Refuse 12 "Night Porter needs Windows 10 or later." WrongWindows
  ${EndIf}
  System::Call 'kernel32::CreateMutexW(p 0, i 1, w "${SETUP_MUTEX}") p .r0 ?e'
  Pop $1
  ${If} $1 = ${ALREADY_EXISTS}
    !insertmacro Refuse 13 "another setup of Night Porter is running." OtherSetup
  ${EndIf}
  ReadRegStr $0 HKLM "${OWN_KEY}" "InstalledBy"
  ${If} $0 == "msi"
    !insertmacro Refuse 24 "Night Porter was installed by its MSI package and is upgraded by one." ByMsi
  ${EndIf}
  ReadRegStr $Installed HKLM "${UNINSTALL_KEY}" "DisplayVersion"
  ReadRegStr $Arg1 HKLM "${UNINSTALL_KEY}" "InstallLocation"
  ${If} $Installed != ""
    ${If} $INSTDIR == ""
      StrCpy $INSTDIR $Arg1
    ${ElseIf} $INSTDIR != $Arg1
      !insertmacro Refuse 16 "Night Porter is installed in $Arg1 and cannot be moved by setup; uninstall it first." Elsewhere
    ${EndIf}
    StrCpy $Arg1 $Installed
    ${VersionCompare} $Installed "${VERSION}" $0
    ${If} $0 = 1
      !insertmacro Refuse 14 "version $Arg1 is installed, which is newer." Downgrade
    ${EndIf}
  ${ElseIf} $INSTDIR == ""
    StrCpy $INSTDIR "$PROGRAMFILES64\${PRODUCT}"
  ${EndIf}
FunctionEnd

; What the script itself refuses has its own code; this is NSIS giving up on a file: the drive is full or gone.
Function .onInstFailed
  StrCpy $Arg1 "$INSTDIR"
  !insertmacro Refuse 20 "the new files could not be laid beside $INSTDIR." CannotWrite
FunctionEnd

Function Cancelled
  StrCpy $LogText "setup ${VERSION} exit 1: cancelled by the person in front of it. Nothing was changed."
  Call Log
FunctionEnd

Function SkipOnUpgrade
  ${If} $Installed != ""
    Abort
  ${EndIf}
FunctionEnd

Function ServicePage
  ${If} $Installed != ""
  ${OrIf} $Service != ""
    Abort
  ${EndIf}
  !insertmacro MUI_HEADER_TEXT "$(ServiceTitle)" "$(ServiceSubtitle)"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateRadioButton} 0 10u 100% 12u "$(ServiceAlways)"
  Pop $ServiceBox
  ${NSD_AddStyle} $ServiceBox ${WS_GROUP}
  ${NSD_CreateLabel} 12u 24u -12u 24u "$(ServiceAlwaysText)"
  Pop $0
  ${NSD_CreateRadioButton} 0 56u 100% 12u "$(ServiceSignedIn)"
  Pop $0
  ${NSD_CreateLabel} 12u 70u -12u 24u "$(ServiceSignedInText)"
  Pop $0
  ${NSD_Check} $ServiceBox
  ${NSD_SetFocus} $ServiceBox
  nsDialogs::Show
FunctionEnd

Function ServicePageLeave
  ${NSD_GetState} $ServiceBox $0
  ${If} $0 = ${BST_CHECKED}
    StrCpy $Service "yes"
  ${Else}
    StrCpy $Service "no"
  ${EndIf}
FunctionEnd

; By Explorer, so that the program has the person's rights and not those of setup.
Function StartProgram
  Exec '"$WINDIR\explorer.exe" "$SMPROGRAMS\${PRODUCT}.lnk"'
FunctionEnd

; $InUse: the first file in the program folder that another program holds open.
Function FindInUse
  StrCpy $InUse ""
  Push $INSTDIR
  Call FindInUseIn
FunctionEnd

Function FindInUseIn
  Exch $R0
  Push $R1
  Push $R2
  Push $R3
  Push $R4
  FindFirst $R1 $R2 "$R0\*.*"
  ${DoWhile} $R2 != ""
    StrCpy $R3 "$R0\$R2"
    ${If} $R2 == "."
    ${OrIf} $R2 == ".."
      Nop
    ${ElseIf} ${FileExists} "$R3\*.*"
      Push $R3
      Call FindInUseIn
    ${Else}
      System::Call 'kernel32::CreateFileW(w R3, i ${GENERIC_READ_WRITE}, i 0, p 0, i ${OPEN_EXISTING_FILE}, i ${NORMAL_FILE}, p 0) p .R4 ?e'
      Exch $R5
      ${If} $R4 P<> -1
        System::Call 'kernel32::CloseHandle(p R4)'
      ${ElseIf} $R5 = ${SHARING_VIOLATION}
        StrCpy $InUse $R3
      ${EndIf}
      Pop $R5
    ${EndIf}
    ${If} $InUse != ""
      ${Break}
    ${EndIf}
    FindNext $R1 $R2
  ${Loop}
  FindClose $R1
  Pop $R4
  Pop $R3
  Pop $R2
  Pop $R1
  Pop $R0
FunctionEnd

; Only an empty folder or Night Porter's own is swapped: everything in it goes.
Function CheckFolder
  ${If} ${FileExists} "$INSTDIR\${PROGRAM}"
  ${OrIf} ${FileExists} "$INSTDIR\resources\np\np.mjs"
    Return
  ${EndIf}
  ; An uninstaller that ended a moment ago is just being taken away.
  StrCpy $8 0
  ${DoWhile} ${FileExists} "$INSTDIR\${UNINSTALLER}"
    IntOp $8 $8 + 1
    ${If} $8 > ${TRIES}
      Return
    ${EndIf}
    Sleep ${TRY_AGAIN_MS}
  ${Loop}
  FindFirst $0 $1 "$INSTDIR\*.*"
  ${DoWhile} $1 != ""
    ${If} $1 != "."
    ${AndIf} $1 != ".."
      FindClose $0
      !insertmacro Refuse 16 "the folder $INSTDIR holds files that are not Night Porter's." FolderTaken
    ${EndIf}
    FindNext $0 $1
  ${Loop}
  FindClose $0
FunctionEnd

Function CheckSpace
  ${GetRoot} "$INSTDIR" $Arg2
  IntOp $Arg1 ${SIZE_MB} + ${SPARE_MB}
  ${DriveSpace} "$Arg2\" "/D=F /S=M" $Arg3
  ${If} $Arg3 < $Arg1
    !insertmacro Refuse 15 "$Arg1 MB are needed on drive $Arg2 and $Arg3 MB are free." NoSpace
  ${EndIf}
FunctionEnd

!define SYSTEM_ID "S-1-5-18"
!define ADMINISTRATORS_ID "S-1-5-32-544"
!define USERS_ID "S-1-5-32-545"

Function LayBeside
  RMDir /r "$INSTDIR.new"
  StrCpy $Staged "$INSTDIR.new"
  CreateDirectory "$Staged"
  ; In a folder outside of Program Files everybody could replace what runs with the rights of the system.
  nsExec::Exec '"$SYSDIR\icacls.exe" "$Staged" /inheritance:r /grant:r *${SYSTEM_ID}:(OI)(CI)F *${ADMINISTRATORS_ID}:(OI)(CI)F *${USERS_ID}:(OI)(CI)RX'
  Pop $0
  SetOverwrite try
  ClearErrors
  !insertmacro LayFiles "$Staged"
  SetOutPath "$PLUGINSDIR"
  WriteUninstaller "$Staged\${UNINSTALLER}"
  ${If} ${Errors}
  ${OrIf} $0 != 0
    StrCpy $Arg1 "$Staged"
    !insertmacro Refuse 20 "the new files could not be laid beside $INSTDIR." CannotWrite
  ${EndIf}
FunctionEnd

; Ends the program in an orderly way. $WasOpen: somebody's desktop was among what ended.
Function StopProgram
  Push ""
  Call FindRunning
  StrCpy $WasOpen $IsOpen
  ${Do}
    StrCpy $Running ""
    ${If} ${FileExists} "$DataFolder\*.*"
      ; Held until setup has ended: neither the Windows task nor a sign-in starts the program in between.
      StrCpy $IsHeld 1
      Push 'stop --wait ${STOP_SECONDS} --hold ${HOLD_MINUTES} --data "$DataFolder"'
      Push "$Staged"
      Call RunNp
      ${If} $0 != 0
        StrCpy $Running $Output
      ${EndIf}
    ${EndIf}
    ${If} $Running == ""
      StrCpy $8 0
      ${Do}
        Push ""
        Call FindRunning
        IntOp $8 $8 + 1
        ${If} $Running == ""
        ${OrIf} $8 >= ${TRIES}
          ${Break}
        ${EndIf}
        Sleep ${TRY_AGAIN_MS}
      ${Loop}
    ${EndIf}
    ${If} $Running == ""
      Return
    ${EndIf}
    StrCpy $Arg1 $Running
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(StillRunning)" /SD IDCANCEL IDRETRY again
    !insertmacro Refuse 18 "Night Porter is still running: $Running." StillRunning
    again:
  ${Loop}
FunctionEnd

Function CheckInUse
  StrCpy $8 0
  ${Do}
    Call FindInUse
    IntOp $8 $8 + 1
    ${If} $InUse == ""
      Return
    ${EndIf}
    ${If} $8 >= ${TRIES}
      ${Break}
    ${EndIf}
    Sleep ${TRY_AGAIN_MS}
  ${Loop}
  StrCpy $Arg1 $InUse
  !insertmacro Refuse 19 "the file $InUse is open in another program." FileInUse
FunctionEnd

; $0 to $1, tried again for seconds. Sets the error flag if it stays refused.
Function RenamePatiently
  StrCpy $8 0
  ${Do}
    ClearErrors
    Rename "$0" "$1"
    ${IfNot} ${Errors}
      Return
    ${EndIf}
    IntOp $8 $8 + 1
    ${If} $8 >= ${TRIES}
      SetErrors
      Return
    ${EndIf}
    Sleep ${TRY_AGAIN_MS}
  ${Loop}
FunctionEnd

Function SwapBack
  Rename "$INSTDIR" "$INSTDIR.new"
  StrCpy $0 "$INSTDIR.old"
  StrCpy $1 "$INSTDIR"
  ${If} $HasOld = 1
    Call RenamePatiently
  ${EndIf}
FunctionEnd

Function SwapIn
  SetOutPath "$PLUGINSDIR"
  StrCpy $HasOld 0
  RMDir "$INSTDIR" ; an empty folder that the person made
  RMDir /r "$INSTDIR.old"
  ${If} ${FileExists} "$INSTDIR\*.*"
    StrCpy $0 "$INSTDIR"
    StrCpy $1 "$INSTDIR.old"
    Call RenamePatiently
    ${If} ${Errors}
      StrCpy $Arg1 "$INSTDIR"
      !insertmacro Refuse 19 "the folder $INSTDIR is open in another program, such as a command prompt that stands in it." FileInUse
    ${EndIf}
    StrCpy $HasOld 1
  ${EndIf}
  StrCpy $0 "$Staged"
  StrCpy $1 "$INSTDIR"
  Call RenamePatiently
  ${If} ${Errors}
    Call SwapBack
    !insertmacro Refuse 21 "the new files could not be put in their place; the old version is back." NotSwapped
  ${EndIf}
FunctionEnd

; What "Installed apps" of Windows shows, and how it takes Night Porter away.
Function EnterUninstaller
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayName" "${PRODUCT}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${PROGRAM}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "Publisher" "${PRODUCT}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\${UNINSTALLER}"'
  ; With _?= it runs where it is, and whoever started it can wait for its end.
  WriteRegStr HKLM "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\${UNINSTALLER}" /S _?=$INSTDIR'
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "NoRepair" 1
  IntOp $0 ${SIZE_MB} * 1024
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "EstimatedSize" $0
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
FunctionEnd

Section
  ; A power cut between the two renames of an earlier setup left the program beside its place.
  ${IfNot} ${FileExists} "$INSTDIR\*.*"
  ${AndIf} ${FileExists} "$INSTDIR.old\*.*"
    Rename "$INSTDIR.old" "$INSTDIR"
  ${EndIf}
  Call CheckFolder
  Call CheckSpace
  DetailPrint "$(StepLay)"
  Call LayBeside
  DetailPrint "$(StepCheck)"
  Call CheckSettings
  DetailPrint "$(StepStop)"
  Call StopProgram
  Call CheckInUse
  DetailPrint "$(StepSwap)"
  Call SwapIn
  StrCpy $Staged "$INSTDIR.new"
  Call PlaceSettings
  StrCpy $Staged ""
  DetailPrint "$(StepEnter)"
  Call EnterInWindows
  Call EnterUninstaller
  RMDir /r "$INSTDIR.old"
  StrCpy $0 $INSTDIR
  Call LetGo
  ${If} $Service == "yes"
    Push 'service install'
    Push "$INSTDIR"
    Call RunNp
    ${If} $0 != 0
      StrCpy $LogText "setup ${VERSION} exit 22: installed in $INSTDIR, but the Windows task could not be set up: $Output"
      Call Log
      SetErrorLevel 22
      MessageBox MB_OK|MB_ICONEXCLAMATION "$(ServiceFailed)" /SD IDOK
      Return
    ${EndIf}
  ${ElseIf} $Service == "no"
    Push 'service remove'
    Push "$INSTDIR"
    Call RunNp
  ${EndIf}
  ${If} $Installed == ""
    StrCpy $LogText "setup ${VERSION} exit 0: installed in $INSTDIR."
  ${Else}
    StrCpy $LogText "setup ${VERSION} exit 0: upgraded from $Installed in $INSTDIR."
  ${EndIf}
  ${If} $WasOpen = 1
    Call StartForSignedIn
    ${If} $0 == 0
      StrCpy $LogText "$LogText It was started again for everybody who is signed in."
    ${Else}
      StrCpy $LogText "$LogText It starts again at the next sign-in."
    ${EndIf}
  ${EndIf}
  Call Log
  SetErrorLevel 0
SectionEnd
