; The settings and the policy that IT hands in: judged by the program itself, then laid into the data folder.

Var Config      ; the file that /CONFIG= names, or empty
Var Policy      ; the file that /POLICY= names, or empty
Var Staged      ; where the new files lie until they are swapped in, or empty

; $0 the given file, or empty; $1 its name in the data folder: lays a copy of what will be there to be judged.
Function LayForCheck
  ${If} $0 == ""
    StrCpy $0 "$DataFolder\$1"
  ${EndIf}
  StrCpy $1 "$PLUGINSDIR\check\$1"
  System::Call 'kernel32::CopyFileW(w r0, w r1, i 0)'
FunctionEnd

; The new program itself says whether it can work with the settings that are to be.
Function CheckSettings
  ${If} $Config == ""
  ${AndIf} $Policy == ""
    Return
  ${EndIf}
  CreateDirectory "$PLUGINSDIR\check"
  StrCpy $0 $Config
  StrCpy $1 "settings.json"
  Call LayForCheck
  StrCpy $0 $Policy
  StrCpy $1 "policy.json"
  Call LayForCheck
  Push 'settings check --data "$PLUGINSDIR\check"'
  Push "$Staged"
  Call RunNp
  ${If} $0 != 0
    StrCpy $Arg1 "$Config $Policy"
    StrCpy $Arg2 $Output
    !insertmacro Refuse 17 "the settings cannot be used: $Output" WrongFile
  ${EndIf}
FunctionEnd

; $0 a given file, $1 its name in the data folder: a copy beside its place, and what stands there kept.
Function LayFile
  ${If} $0 == ""
    Return
  ${EndIf}
  StrCpy $2 "$DataFolder\$1"
  StrCpy $3 "$PLUGINSDIR\before-$1"
  System::Call 'kernel32::CopyFileW(w r2, w r3, i 0)'
  StrCpy $2 "$DataFolder\$1.new"
  System::Call 'kernel32::CopyFileW(w r0, w r2, i 0) i .r4'
  ${If} $4 = 0
    StrCpy $Arg1 "$DataFolder\$1"
  ${EndIf}
FunctionEnd

!define REPLACE_AND_WRITE_THROUGH 9

; Swaps the file that lies beside $1 into its place, on the disk before it returns. $Arg1 names it where that
; is refused.
Function SwapFile
  StrCpy $2 "$DataFolder\$1.new"
  StrCpy $3 "$DataFolder\$1"
  ${If} $Arg1 == ""
  ${AndIf} ${FileExists} $2
    System::Call 'kernel32::MoveFileExW(w r2, w r3, i ${REPLACE_AND_WRITE_THROUGH}) i .r4'
    ${If} $4 = 0
      StrCpy $Arg1 $3
    ${EndIf}
  ${EndIf}
FunctionEnd

; What stood in the place of $1 before, or nothing where there was nothing.
Function PutFileBack
  StrCpy $2 "$PLUGINSDIR\before-$1"
  StrCpy $3 "$DataFolder\$1"
  Delete "$3.new"
  ${If} $0 == ""
    Return
  ${EndIf}
  ${If} ${FileExists} $2
    System::Call 'kernel32::CopyFileW(w r2, w r3, i 0)'
  ${Else}
    Delete $3
  ${EndIf}
FunctionEnd

; Both files or none.
!macro ForBoth FUNCTION
  StrCpy $0 $Config
  StrCpy $1 "settings.json"
  Call ${FUNCTION}
  StrCpy $0 $Policy
  StrCpy $1 "policy.json"
  Call ${FUNCTION}
!macroend

Function PlaceSettings
  StrCpy $Arg1 ""
  CreateDirectory "$DataFolder"
  !insertmacro ForBoth LayFile
  !insertmacro ForBoth SwapFile
  ${If} $Arg1 != ""
    !insertmacro ForBoth PutFileBack
    Call SwapBack
    !insertmacro Refuse 20 "$Arg1 could not be written." CannotWrite
  ${EndIf}
FunctionEnd
