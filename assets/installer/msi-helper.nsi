; What the MSI package cannot say in its own tables. Windows Installer runs it with the rights of the system:
;   /DO=stop     before the files are replaced: every host leaves
;   /DO=apply    after they are: settings, policy, Start menu, sign-in, PATH, Windows task
;   /DO=remove   before they are taken away
; with /DIR= the program folder and the properties of the package as /CONFIG= /POLICY= /SERVICE= /PURGE=. An exit
; code other than 0 lets Windows Installer roll everything back; install.log says why.

Target amd64-unicode
Unicode true
ManifestSupportedOS Win10
RequestExecutionLevel user
SilentInstall silent
SetCompressor zlib
; The sentences for a person, and what only these name, have no use here.
!pragma warning disable 6001

!include LogicLib.nsh
!include FileFunc.nsh
!include WinMessages.nsh
!include Win\COM.nsh
!include Win\Propkey.nsh
!include names.nsh
!include shared.nsh
!include path.nsh

Name "${PRODUCT}"
OutFile "${OUT_FILE}"
LoadLanguageFile "${NSISDIR}\Contrib\Language files\English.nlf"
!include languages\english.nsh

Var Do
Var Service
Var Purge

!insertmacro SharedFunctions ""
!insertmacro PathFunctions ""
!include settings.nsh
!include windows.nsh

Function Refuse
  StrCpy $LogText "msi ${VERSION} exit $Code: $LogText Windows Installer puts back what was there."
  Call Log
  SetErrorLevel $Code
  Quit
FunctionEnd

; Windows Installer swaps the files, and back.
Function SwapBack
FunctionEnd

!macro ReadSwitch NAME INTO
  ClearErrors
  ${GetOptions} $9 "/${NAME}=" ${INTO}
  ${If} ${Errors}
    StrCpy ${INTO} ""
  ${EndIf}
!macroend

Function .onInit
  Call InitShared
  ${GetParameters} $9
  !insertmacro ReadSwitch DO $Do
  !insertmacro ReadSwitch DIR $INSTDIR
  !insertmacro ReadSwitch CONFIG $Config
  !insertmacro ReadSwitch POLICY $Policy
  !insertmacro ReadSwitch SERVICE $Service
  !insertmacro ReadSwitch PURGE $Purge
  ; Windows Installer ends the name of a folder with a backslash.
  StrCpy $0 $INSTDIR 1 -1
  ${If} $0 == "\"
    StrCpy $INSTDIR $INSTDIR -1
  ${EndIf}
FunctionEnd

Function Stop
  ${IfNot} ${FileExists} "$INSTDIR\resources\np\np.mjs"
    Return
  ${EndIf}
  Push 'stop --wait 150 --data "$DataFolder"'
  Push "$INSTDIR"
  Call RunNp
  ${If} $0 != 0
    !insertmacro Refuse 18 "Night Porter is still running: $Output" StillRunning
  ${EndIf}
FunctionEnd

Function Apply
  StrCpy $Staged $INSTDIR
  Call CheckSettings
  Call PlaceSettings
  Call EnterInWindows
  StrCpy $LogText "msi ${VERSION} exit 0: installed in $INSTDIR."
  ${If} $Service == "yes"
    Push 'service install'
    Push "$INSTDIR"
    Call RunNp
    ${If} $0 != 0
      StrCpy $LogText "msi ${VERSION} exit 0: installed in $INSTDIR, but the Windows task could not be set up: $Output"
    ${EndIf}
  ${ElseIf} $Service == "no"
    Push 'service remove'
    Push "$INSTDIR"
    Call RunNp
  ${EndIf}
  Call Log
FunctionEnd

Section
  ${If} $Do == "stop"
    Call Stop
  ${ElseIf} $Do == "apply"
    Call Apply
  ${ElseIf} $Do == "remove"
    !insertmacro EndProgram ""
    !insertmacro LeaveWindows ""
    ${If} $Purge == "yes"
      RMDir /r "$DataFolder"
    ${Else}
      StrCpy $LogText "msi ${VERSION} exit 0: uninstalled; the data stays in $DataFolder."
      Call Log
    ${EndIf}
  ${EndIf}
SectionEnd
