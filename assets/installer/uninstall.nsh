; The uninstaller. Data stays unless a person or /PURGE says otherwise.

Var Purge
Var KeepBox
Var PurgeBox

!define NO_WINDOW 0x8000000
!define STARTUP_INFO_BYTES 104
!define PROCESS_INFORMATION_BYTES 24

Function un.Finish
  StrCpy $LogText "uninstall ${VERSION} exit $Code: $LogText"
  Call un.Log
  SetErrorLevel $Code
FunctionEnd

Function un.onInit
  Call un.InitShared
  StrCpy $Purge "no"
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/PURGE" $1
  ${IfNot} ${Errors}
    StrCpy $Purge "yes"
  ${EndIf}
  ${If} $IsElevated <> 1
    StrCpy $1 $0 9
    ${IfNot} ${Silent}
    ${AndIf} $1 != "/ELEVATED"
      ClearErrors
      ExecShell "runas" "$INSTDIR\${UNINSTALLER}" "/ELEVATED $0"
      ${IfNot} ${Errors}
        Quit
      ${EndIf}
    ${EndIf}
    StrCpy $Code 10
    StrCpy $LogText "it must be started by an administrator, with elevated rights. Nothing was changed."
    Call un.Finish
    MessageBox MB_OK|MB_ICONSTOP "$(un.NotElevated)" /SD IDOK
    Quit
  ${EndIf}
  System::Call 'kernel32::CreateMutexW(p 0, i 1, w "${SETUP_MUTEX}") p .r0 ?e'
  Pop $1
  ${If} $1 = ${ALREADY_EXISTS}
    StrCpy $Code 13
    StrCpy $LogText "a setup of Night Porter is running. Nothing was changed."
    Call un.Finish
    MessageBox MB_OK|MB_ICONSTOP "$(un.OtherSetup)" /SD IDOK
    Quit
  ${EndIf}
FunctionEnd

Function un.DataPage
  !insertmacro MUI_HEADER_TEXT "$(un.DataTitle)" "$(un.DataSubtitle)"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateRadioButton} 0 10u 100% 12u "$(un.DataKeep)"
  Pop $KeepBox
  ${NSD_AddStyle} $KeepBox ${WS_GROUP}
  ${NSD_CreateRadioButton} 0 40u 100% 12u "$(un.DataPurge)"
  Pop $PurgeBox
  ${NSD_CreateLabel} 12u 54u -12u 24u "$(un.DataPurgeText)"
  Pop $0
  ${If} $Purge == "yes"
    ${NSD_Check} $PurgeBox
  ${Else}
    ${NSD_Check} $KeepBox
  ${EndIf}
  GetDlgItem $0 $HWNDPARENT 1
  SendMessage $0 ${WM_SETTEXT} 0 "STR:$(^UninstallBtn)"
  nsDialogs::Show
FunctionEnd

Function un.DataPageLeave
  ${NSD_GetState} $PurgeBox $0
  StrCpy $Purge "no"
  ${If} $0 = ${BST_CHECKED}
    StrCpy $Purge "yes"
  ${EndIf}
FunctionEnd

; Started with _?= the uninstaller runs in the folder that it takes away, and no program can delete its own file.
; A command prompt without a window does so within seconds; setup waits for that (CheckFolder).
Function un.DeleteWhenEnded
  StrCpy $0 '"$SYSDIR\cmd.exe" /d /c "(for /l %i in (1,1,30) do if exist "$INSTDIR\${UNINSTALLER}" (ping -n 2 127.0.0.1 >nul & del /f /q "$INSTDIR\${UNINSTALLER}")) & rmdir "$INSTDIR""'
  System::Alloc ${STARTUP_INFO_BYTES}
  Pop $1
  System::Call '*$1(i ${STARTUP_INFO_BYTES})'
  System::Alloc ${PROCESS_INFORMATION_BYTES}
  Pop $2
  System::Call 'kernel32::CreateProcessW(p 0, w r0, p 0, p 0, i 0, i ${NO_WINDOW}, p 0, p 0, p r1, p r2)'
  System::Free $1
  System::Free $2
FunctionEnd

Section "Uninstall"
  SetOutPath "$PLUGINSDIR"
  !insertmacro EndProgram un.
  !insertmacro LeaveWindows un.
  !insertmacro RemoveFiles "$INSTDIR"
  Delete "$INSTDIR\${UNINSTALLER}"
  ${If} ${FileExists} "$INSTDIR\${UNINSTALLER}"
    Call un.DeleteWhenEnded
  ${EndIf}
  RMDir "$INSTDIR"
  ; What a setup that was cut off left beside it.
  RMDir /r "$INSTDIR.new"
  RMDir /r "$INSTDIR.old"
  DeleteRegKey HKLM "${UNINSTALL_KEY}"
  StrCpy $Code 0
  ${If} $Purge == "yes"
    RMDir /r "$DataFolder"
    ${If} ${FileExists} "$DataFolder\*.*"
      StrCpy $Code 23
      StrCpy $LogText "uninstalled, but the data in $DataFolder could not be deleted; another program holds a file there."
      Call un.Finish
    ${Else}
      SetErrorLevel 0
    ${EndIf}
  ${Else}
    StrCpy $LogText "uninstalled; the data stays in $DataFolder."
    Call un.Finish
  ${EndIf}
SectionEnd
