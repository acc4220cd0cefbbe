; Setup of Night Porter for Windows, and its uninstaller. makensis is called by build-setup.ts, which gives
; VERSION, OUT_FILE, ICON, FILES (the list made from the program folder), SIZE_MB and COMPRESS. What the
; switches, exit codes and lines of install.log mean stands in docs/it-guide.md.
;
; The order is: look, lay the new files beside the old ones, let the new program judge the settings, end what
; runs, swap two folders by rename. Whatever fails before the swap leaves everything as it was.

Target amd64-unicode
Unicode true
ManifestSupportedOS Win10
ManifestDPIAware true
; No prompt of Windows in a silent roll-out: a person gets it from .onInit, a script an exit code.
RequestExecutionLevel user
SetCompress ${COMPRESS}
SetCompressor zlib
CRCCheck on
SetDatablockOptimize off
AllowSkipFiles off
ShowInstDetails nevershow
ShowUninstDetails nevershow

!include names.nsh
!define ALREADY_EXISTS 183
; Room for what Windows and the data folder need beside the files.
!define SPARE_MB 64
!define STOP_SECONDS 150
!define HOLD_MINUTES 15
; A virus scanner or a backup lets go of a file within seconds.
!define TRIES 20
!define TRY_AGAIN_MS 500

!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include WordFunc.nsh
!include WinVer.nsh
!include WinMessages.nsh
!include nsDialogs.nsh
!include Win\COM.nsh
!include Win\Propkey.nsh
!include shared.nsh
!include path.nsh
!include "${FILES}"

Name "${PRODUCT}"
OutFile "${OUT_FILE}"
InstallDir ""
!ifdef SIGN
  !uninstfinalize '${SIGN} "%1"' = 0
!endif
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=0 "ProductName" "${PRODUCT}"
VIAddVersionKey /LANG=0 "FileDescription" "Setup of ${PRODUCT}"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "CompanyName" "${PRODUCT}"
VIAddVersionKey /LANG=0 "LegalCopyright" "${PRODUCT}"

Var Service     ; yes, no, or empty: as it is
Var Installed   ; the version that is installed, or empty
Var HasOld      ; 1: there was a program to swap out
Var IsHeld      ; 1: nobody starts on the data folder until setup has ended
Var ServiceBox
Var WasOpen     ; 1: setup ended the desktop of somebody who is signed in

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_CUSTOMFUNCTION_ABORT Cancelled
!define MUI_PAGE_CUSTOMFUNCTION_PRE SkipOnUpgrade
!insertmacro MUI_PAGE_DIRECTORY
Page custom ServicePage ServicePageLeave
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_FUNCTION StartProgram
!insertmacro MUI_PAGE_FINISH
UninstPage custom un.DataPage un.DataPageLeave
!insertmacro MUI_UNPAGE_INSTFILES

!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"
!insertmacro MUI_LANGUAGE "French"
!insertmacro MUI_LANGUAGE "Spanish"
!insertmacro MUI_LANGUAGE "Italian"
!include languages\english.nsh
!include languages\german.nsh
!include languages\french.nsh
!include languages\spanish.nsh
!include languages\italian.nsh

!insertmacro SharedFunctions ""
!insertmacro SharedFunctions "un."
!insertmacro PathFunctions ""
!insertmacro PathFunctions "un."
!include settings.nsh
!include windows.nsh
!include install.nsh
!include uninstall.nsh
