; What setup and uninstaller share. Every function is made twice, for NSIS keeps the two programs apart.

Var DataFolder   ; C:\ProgramData\Night Porter
Var IsElevated   ; 1: this process is an administrator's, with his rights
Var Code         ; the exit code of a refusal
Var LogText      ; the line for install.log, in English
Var Shown        ; the same for the person, in the language of Windows
Var Arg1         ; what a shown sentence names
Var Arg2
Var Arg3
Var Running      ; a program of this folder that runs: its name and process number; empty: none
Var IsOpen       ; 1: the desktop is among them
Var InUse        ; a file that another program holds; empty: none
Var Output       ; what a command of np printed, as one line

!define GENERIC_READ_WRITE 0xC0000000
!define FILE_APPEND 0x4
!define SHARE_READ_WRITE 0x3
!define OPEN_EXISTING_FILE 3
!define OPEN_OR_CREATE 4
!define NORMAL_FILE 0x80
!define SHARING_VIOLATION 32
!define UTF8 65001
!define ADMINISTRATORS 26
!define LONGEST_SID 68
!define SNAPSHOT_OF_PROCESSES 0x2
; PROCESSENTRY32W of 64-bit Windows: its size, and where the process number and the file name stand.
!define ENTRY_SIZE 568
!define ENTRY_PROCESS 8
!define ENTRY_NAME 44
!define QUERY_AND_TERMINATE 0x1001

!macro SharedFunctions UN
  Function ${UN}InitShared
    SetShellVarContext all
    SetRegView 64
    InitPluginsDir
    StrCpy $DataFolder "$APPDATA\${PRODUCT}"
    ; As CheckTokenMembership sees it, a group that Windows keeps back until the person agrees does not count.
    System::Alloc ${LONGEST_SID}
    Pop $0
    System::Call 'advapi32::CreateWellKnownSid(i ${ADMINISTRATORS}, p 0, p r0, *i ${LONGEST_SID})'
    System::Call 'advapi32::CheckTokenMembership(p 0, p r0, *i .r1)'
    System::Free $0
    StrCpy $IsElevated $1
  FunctionEnd

  ; Adds $LogText to install.log with the time before it, as UTF-8. Who may not write there finds the line in
  ; the folder for temporary files. A log that cannot be written is no reason to stop.
  Function ${UN}Log
    Push $0
    Push $1
    Push $2
    Push $3
    Push $4
    Push $5
    Push $6
    Push $7
    ${GetTime} "" "L" $0 $1 $2 $3 $4 $5 $6
    ; A text of NSIS ends at 1024 characters; the end of the line must not be what is cut off.
    StrCpy $7 "$2-$1-$0 $4:$5:$6 $LogText" 1000
    StrCpy $7 "$7$\r$\n"
    StrCpy $0 "$DataFolder\install.log"
    ${If} $IsElevated = 1
      CreateDirectory "$DataFolder"
    ${EndIf}
    StrCpy $1 -1
    ${If} ${FileExists} "$DataFolder\*.*"
      System::Call 'kernel32::CreateFileW(w r0, i ${FILE_APPEND}, i ${SHARE_READ_WRITE}, p 0, i ${OPEN_OR_CREATE}, i ${NORMAL_FILE}, p 0) p .r1'
    ${EndIf}
    ${If} $1 P= -1
      StrCpy $0 "$TEMP\night-porter-install.log"
      System::Call 'kernel32::CreateFileW(w r0, i ${FILE_APPEND}, i ${SHARE_READ_WRITE}, p 0, i ${OPEN_OR_CREATE}, i ${NORMAL_FILE}, p 0) p .r1'
    ${EndIf}
    ${If} $1 P<> -1
      System::Call 'kernel32::WideCharToMultiByte(i ${UTF8}, i 0, w r7, i -1, p 0, i 0, p 0, p 0) i .r2'
      System::Alloc $2
      Pop $3
      System::Call 'kernel32::WideCharToMultiByte(i ${UTF8}, i 0, w r7, i -1, p r3, i r2, p 0, p 0)'
      IntOp $2 $2 - 1
      System::Call 'kernel32::WriteFile(p r1, p r3, i r2, *i .r4, p 0)'
      System::Call 'kernel32::CloseHandle(p r1)'
      System::Free $3
    ${EndIf}
    Pop $7
    Pop $6
    Pop $5
    Pop $4
    Pop $3
    Pop $2
    Pop $1
    Pop $0
  FunctionEnd

  ; Runs np of the folder on the stack with the words on the stack below it, to the end. $0 is its exit code
  ; ("error": it did not start), $Output what it printed.
  Function ${UN}RunNp
    Exch $1
    Exch
    Exch $2
    Push $3
    nsExec::ExecToStack '"$1\resources\np\node.exe" "$1\resources\np\np.mjs" $2'
    Pop $0
    Pop $3
    StrCpy $Output ""
    ${Do}
      StrCpy $1 $3 1
      ${If} $1 == ""
        ${Break}
      ${EndIf}
      StrCpy $3 $3 "" 1
      ${If} $1 == "$\n"
        StrCpy $1 " "
      ${ElseIf} $1 == "$\r"
        StrCpy $1 ""
      ${EndIf}
      StrCpy $Output "$Output$1"
    ${Loop}
    Pop $3
    Pop $2
    Pop $1
  FunctionEnd

  ; $Running: one program that was started from $INSTDIR, other than this one. With "end" on the stack every
  ; such program is ended.
  Function ${UN}FindRunning
    Exch $9
    Push $0
    Push $1
    Push $2
    Push $3
    Push $4
    Push $5
    Push $6
    Push $7
    StrCpy $Running ""
    StrCpy $IsOpen 0
    StrLen $7 "$INSTDIR\"
    System::Call 'kernel32::GetCurrentProcessId() i .r6'
    System::Call 'kernel32::CreateToolhelp32Snapshot(i ${SNAPSHOT_OF_PROCESSES}, i 0) p .r0'
    System::Alloc ${ENTRY_SIZE}
    Pop $1
    System::Call '*$1(i ${ENTRY_SIZE})'
    System::Call 'kernel32::Process32FirstW(p r0, p r1) i .r2'
    ${DoWhile} $2 <> 0
      IntPtrOp $3 $1 + ${ENTRY_PROCESS}
      System::Call '*$3(i .r3)'
      ${If} $3 <> $6
        System::Call 'kernel32::OpenProcess(i ${QUERY_AND_TERMINATE}, i 0, i r3) p .r4'
        ${If} $4 P<> 0
          System::Call 'kernel32::QueryFullProcessImageNameW(p r4, i 0, w .r5, *i ${NSIS_MAX_STRLEN}) i .r2'
          StrCpy $2 $5 $7
          ${If} $2 == "$INSTDIR\"
            StrCpy $5 $5 "" $7
            StrCpy $Running "$5 (process $3)"
            ${If} $5 == "${PROGRAM}"
              StrCpy $IsOpen 1
            ${EndIf}
            ${If} $9 == "end"
              System::Call 'kernel32::TerminateProcess(p r4, i 1)'
              System::Call 'kernel32::WaitForSingleObject(p r4, i 5000)'
            ${EndIf}
          ${EndIf}
          System::Call 'kernel32::CloseHandle(p r4)'
        ${EndIf}
      ${EndIf}
      System::Call 'kernel32::Process32NextW(p r0, p r1) i .r2'
    ${Loop}
    System::Free $1
    System::Call 'kernel32::CloseHandle(p r0)'
    Pop $7
    Pop $6
    Pop $5
    Pop $4
    Pop $3
    Pop $2
    Pop $1
    Pop $0
    Pop $9
  FunctionEnd
!macroend

; Ends setup with an exit code, one line in install.log and one sentence for the person. What was laid beside
; the program is taken away, so that both may say that nothing was changed.
!macro Refuse CODE LOG SHOWN
  StrCpy $Code ${CODE}
  StrCpy $LogText "${LOG}"
  StrCpy $Shown "$(${SHOWN})"
  Call Refuse
!macroend
