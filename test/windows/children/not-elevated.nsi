; Starts a program without the rights of an administrator, and ends with its exit code. What to start is
; everything after /RUN=.
Target amd64-unicode
Unicode true
RequestExecutionLevel user
SilentInstall silent
OutFile "${OUT_FILE}"
!include FileFunc.nsh
!include LogicLib.nsh
!define ALL_ACCESS 0xF01FF
!define ADMINISTRATORS 26
!define LONGEST_SID 68
!define STARTUP_INFO_BYTES 104
!define PROCESS_INFORMATION_BYTES 24
!define NOT_STARTED 99
Section
  ${GetParameters} $0
  StrCpy $0 $0 "" 5
  System::Alloc ${LONGEST_SID}
  Pop $3
  System::Call 'advapi32::CreateWellKnownSid(i ${ADMINISTRATORS}, p 0, p r3, *i ${LONGEST_SID})'
  System::Call '*(p r3, i 0) p .r4'
  System::Call 'advapi32::OpenProcessToken(p -1, i ${ALL_ACCESS}, *p .r1)'
  System::Call 'advapi32::CreateRestrictedToken(p r1, i 0, i 1, p r4, i 0, p 0, i 0, p 0, *p .r2)'
  System::Alloc ${STARTUP_INFO_BYTES}
  Pop $3
  System::Call '*$3(i ${STARTUP_INFO_BYTES})'
  System::Alloc ${PROCESS_INFORMATION_BYTES}
  Pop $4
  System::Call 'advapi32::CreateProcessAsUserW(p r2, p 0, w r0, p 0, p 0, i 0, i 0, p 0, p 0, p r3, p r4) i .r5'
  ${If} $5 = 0
    SetErrorLevel ${NOT_STARTED}
    Quit
  ${EndIf}
  System::Call '*$4(p .r5)'
  System::Call 'kernel32::WaitForSingleObject(p r5, i -1)'
  System::Call 'kernel32::GetExitCodeProcess(p r5, *i .r6)'
  SetErrorLevel $6
SectionEnd
