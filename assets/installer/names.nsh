; How Windows knows Night Porter. The same names stand in electron-builder.yml and main/desktop/desktop.ts.

!define PRODUCT "Night Porter"
!define APP_ID "com.nightporter.desktop"
!define PROGRAM "Night Porter.exe"
!define UNINSTALLER "Uninstall Night Porter.exe"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${APP_ID}"
!define RUN_KEY "Software\Microsoft\Windows\CurrentVersion\Run"
!define MODEL_KEY "Software\Classes\AppUserModelId\${APP_ID}"
!define SETUP_MUTEX "Global\Night Porter setup"
; The task of main/core/service/task-definition.ts.
!define TASK "Night Porter"
; Written by the MSI package (build-msi.ts).
!define OWN_KEY "Software\Night Porter"
